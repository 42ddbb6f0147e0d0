// Which sockets the generator has.
import { isIP } from 'node:net';
import { HubbubError } from '@hubbub/protocol';
import { NetSockets } from './net-sockets.ts';
import type { Sockets } from './port.ts';

/** The fastest that this platform has for this host, or the named ones. Selectors know addresses and no names. */
export async function openSockets(host: string, kind?: 'node:net'): Promise<Sockets> {
  if (kind === 'node:net' || isIP(host) === 0) return new NetSockets();
  try {
    const { SelectorSockets } = await import('./selector-sockets.ts');
    return new SelectorSockets();
  } catch (error) {
    const { code } = HubbubError.from(error);
    if (code === 'unsupported_platform') return new NetSockets();
    throw error;
  }
}
