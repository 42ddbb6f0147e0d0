// The public surface; names only, no logic.
export { onGone } from './engine.ts';
export { type Session, trackSessions } from './sessions.ts';
export { SocketIoTransport } from './transport.ts';
