// Addresses as the kernel has them (struct sockaddr_in, sockaddr_in6) and as people write them.
import { HubbubError } from '@hubbub/protocol/errors';
import { libc } from './libc.ts';

/** An IP address and a port. */
export interface SocketAddress {
  /** IPv4 or IPv6, without a zone. */
  readonly address: string;
  readonly port: number;
}

/** Families of sockets. */
export const FAMILIES = Object.freeze({ unix: 1, ipv4: 2, ipv6: 10 });
/** A name of {@link FAMILIES}. */
export type Family = keyof typeof FAMILIES;

/** Large enough for either structure. */
export const ADDRESS_BYTES = 28;
const IPV4_BYTES = 16;

/** The family that an IP address belongs to. */
export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/**
 * Writes an address as a structure and answers its length.
 * @throws HubbubError `argument_invalid` where it is no IP address or port; names are not resolved.
 */
export function writeAddress(target: Uint8Array, { address, port }: SocketAddress): number {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HubbubError('argument_invalid', `no port: ${port}`);
  }
  target.fill(0);
  const family = familyOf(address);
  target[0] = FAMILIES[family];
  target[2] = port >> 8;
  target[3] = port & 255;
  const bytes = family === 'ipv4' ? target.subarray(4, 8) : target.subarray(8, 24);
  if (libc.parseAddress(FAMILIES[family], address, bytes) !== 1) {
    throw new HubbubError('argument_invalid', `no IP address: ${address}`);
  }
  return family === 'ipv4' ? IPV4_BYTES : ADDRESS_BYTES;
}

/** Reads a structure; a socket that has no IP address, such as a UNIX one, has the address '' and port 0. */
export function readAddress(source: Uint8Array): SocketAddress {
  const port = ((source[2] as number) << 8) | (source[3] as number);
  if (source[0] === FAMILIES.ipv4) return { address: source.subarray(4, 8).join('.'), port };
  if (source[0] === FAMILIES.ipv6) return { address: ipv6Text(source.subarray(8, 24)), port };
  return { address: '', port: 0 };
}

/** RFC 5952; an IPv4 address inside IPv6 is written as one, as Node does it. */
function ipv6Text(bytes: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join('.')}`;
  }
  let text = groups.map((group) => group.toString(16)).join(':');
  const runs = text.match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest !== '') text = text.replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
  return text;
}
