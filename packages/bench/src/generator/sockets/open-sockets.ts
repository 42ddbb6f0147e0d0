// Which sockets the generator has.
import { NetSockets } from './net-sockets.ts';
import type { Sockets } from './port.ts';

/** The fastest that this platform has, or the named ones. */
export async function openSockets(_kind?: 'node:net'): Promise<Sockets> {
  return new NetSockets();
}
