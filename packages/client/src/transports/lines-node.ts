// The lines binding over node:net and node:tls. Only Node loads this file: see "imports" in package.json.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { encodeLines, HubbubError, LinesDecoder } from '@hubbub/protocol';
import { receiveText } from './parse-frame.ts';
import type { Transport, TransportHandlers, TransportOptions } from './transport.ts';

// The server's own limit is known only with `welcome`; this is the highest that one may state (LimitsSchema).
const MAX_FRAME_BYTES = 16_777_216;
// How long a peer may leave our FIN unanswered before the socket is thrown away.
const LINGER_MS = 2_000;

/** Opens `tcp://host:port`, or `tls://host:port` with certificates checked. */
export function openLines(url: URL, handlers: TransportHandlers, options: TransportOptions): Transport {
  const { hostname, port } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'tls:';
  const ca = options.tlsCa;
  const socket: Socket = isTls
    ? connectTls({
        host,
        port: Number(port),
        ...(isIP(host) === 0 && { servername: host }),
        ...(ca !== undefined && { ca }),
      })
    : connectTcp({ host, port: Number(port) });
  const decoder = new LinesDecoder(MAX_FRAME_BYTES);
  let isOpen = false;
  let cause: Error | undefined;
  socket.setNoDelay(true);
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    isOpen = true;
    handlers.onOpen();
  });
  socket.on('data', (chunk) => {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      if (frame.kind === 'frame') {
        receiveText(frame.json, handlers);
        continue;
      }
      handlers.onViolation(`the server's bytes: ${frame.code}`);
      socket.destroy();
    }
  });
  socket.once('error', (error) => {
    cause = error;
  });
  socket.once('close', () => {
    isOpen = false;
    handlers.onClose(new HubbubError('connection_failed', cause?.message, { cause }));
  });
  return {
    send: (frame) => {
      if (isOpen) socket.write(encodeLines([JSON.stringify(frame)]));
    },
    close: () => {
      if (!isOpen) {
        socket.destroy();
        return;
      }
      socket.end();
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once('close', () => clearTimeout(linger));
    },
  };
}
