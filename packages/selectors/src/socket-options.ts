// The socket options that this package knows, with Linux's numbers.

const SOL_SOCKET = 1;
const IPPROTO_TCP = 6;
const IPPROTO_IPV6 = 41;

/** Options of `setOption` and `getOption`; flags are 0 and 1, sizes bytes (the kernel doubles those it is given). */
export const SOCKET_OPTIONS = Object.freeze({
  reuseAddress: { level: SOL_SOCKET, name: 2 },
  error: { level: SOL_SOCKET, name: 4 },
  sendBuffer: { level: SOL_SOCKET, name: 7 },
  receiveBuffer: { level: SOL_SOCKET, name: 8 },
  keepAlive: { level: SOL_SOCKET, name: 9 },
  reusePort: { level: SOL_SOCKET, name: 15 },
  noDelay: { level: IPPROTO_TCP, name: 1 },
  ipv6Only: { level: IPPROTO_IPV6, name: 26 },
});

/** A name of {@link SOCKET_OPTIONS}. */
export type SocketOption = keyof typeof SOCKET_OPTIONS;
