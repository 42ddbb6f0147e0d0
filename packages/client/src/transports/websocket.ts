// The websocket binding over the platform's WebSocket: a browser's, or Node's own. One text message is one frame (§2).
import { closeError } from '../closing.ts';
import { receiveText } from './parse-frame.ts';
import type { Transport, TransportHandlers } from './transport.ts';

const SUBPROTOCOL = 'hubbub.v1';

/** Opens a WebSocket with the subprotocol `hubbub.v1` (WS-1). */
export function openWebSocket(url: URL, handlers: TransportHandlers): Transport {
  const socket = new WebSocket(url, SUBPROTOCOL);
  // Never asked for, but in a browser the default is a Blob, which costs a file.
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => handlers.onOpen());
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    if (typeof data === 'string') receiveText(data, handlers);
    else handlers.onViolation('the server sent a binary message');
  });
  // An 'error' event says nothing that a page may know, and 'close' always follows it.
  socket.addEventListener('close', ({ code, reason }: { code: number; reason: string }) =>
    handlers.onClose(closeError(code, reason)),
  );
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    close: () => socket.close(),
  };
}
