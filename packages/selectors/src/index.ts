// The public surface of the selectors; names only, no logic.
export { BaseSelector } from './base-selector.ts';
export { Channel, type ChannelReader, type Handler, type HandlerSelector } from './channel.ts';
export { DefaultSelector } from './default-selector.ts';
export { EpollSelector } from './epoll-selector.ts';
export { EventFd } from './event-fd.ts';
export { Listener } from './listener.ts';
export { OsError } from './os-error.ts';
export { PollSelector } from './poll-selector.ts';
export { SelectSelector } from './select-selector.ts';
export { EVENT_READ, EVENT_WRITE, type FileObject, type Ready, SelectorKey } from './selector-key.ts';
export type { SelectorMap } from './selector-map.ts';
export { Socket, WOULD_BLOCK } from './socket.ts';
export { type Family, familyOf, type SocketAddress } from './socket-address.ts';
export type { SocketOption } from './socket-options.ts';
export { SocketThread, type ThreadOwner } from './socket-thread.ts';
