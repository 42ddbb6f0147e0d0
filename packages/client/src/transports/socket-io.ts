// The socket.io binding over socket.io-client, whose own reconnecting is off: the client's rules hold on every binding.
import { HubbubError } from '@hubbub/protocol';
import { io } from 'socket.io-client';
import type { Transport, TransportHandlers, TransportOptions } from './transport.ts';

/** Opens a Socket.IO connection to the URL's origin. */
export function openSocketIo(url: URL, handlers: TransportHandlers, options: TransportOptions): Transport {
  const socket = io(url.origin, {
    ...(url.pathname !== '/' && { path: url.pathname }),
    reconnection: false,
    // Two clients of a process must not share a connection, as they would by default.
    forceNew: true,
    transports: [...(options.socketIoTransports ?? ['websocket', 'polling'])],
    tryAllTransports: true,
    ...(options.tlsCa !== undefined && { ca: options.tlsCa }),
  });
  let isClosed = false;
  const close = (error: HubbubError): void => {
    if (isClosed) return;
    isClosed = true;
    socket.disconnect();
    handlers.onClose(error);
  };
  socket.on('connect', () => handlers.onOpen());
  socket.onAny((type: string, argument: unknown = {}) => {
    const isObject = typeof argument === 'object' && argument !== null && !Array.isArray(argument);
    if (isObject) handlers.onFrame({ ...argument, type });
    else handlers.onViolation(`the event "${type}" carries no object`);
  });
  socket.on('connect_error', (cause: Error & { data?: { retryAfterMs?: unknown } }) => {
    // A server without a free place refuses so, since a connection without a session cannot get an event (CAP-1).
    const code = cause.message === 'server_full' ? 'server_full' : 'connection_failed';
    const retryAfterMs = cause.data?.retryAfterMs;
    const details = typeof retryAfterMs === 'number' ? { retryAfterMs } : {};
    close(new HubbubError(code, code === 'server_full' ? undefined : cause.message, { cause, details }));
  });
  socket.on('disconnect', (reason) => close(new HubbubError('connection_failed', `Socket.IO: ${reason}`)));
  return {
    send: ({ type, ...argument }) => {
      if (socket.connected) socket.emit(type, argument);
    },
    close: () => {
      // Without this the last packets of a polling connection would be dropped with it.
      if (socket.connected) socket.disconnect();
      else queueMicrotask(() => close(new HubbubError('connection_failed', 'closed before it was open')));
    },
  };
}
