// The answer to a WebSocket upgrade (RFC 6455 §4.2), for servers whose framework has none.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type HttpRefusal, WEBSOCKET_SUBPROTOCOL } from './http-rules.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** The head of the 101 that accepts an upgrade, or why it is none: 426 for another version, 400 for a bad key. */
export function answerHandshake({ headers, method }: IncomingMessage): string | HttpRefusal {
  if (headers['sec-websocket-version'] !== '13') {
    return { status: 426, headers: { 'sec-websocket-version': '13' } };
  }
  const key = headers['sec-websocket-key'];
  const isUpgrade = method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
  if (!isUpgrade || key === undefined || !KEY.test(key)) return { status: 400, headers: {} };
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const chosen = headers['sec-websocket-protocol'] !== undefined;
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    // The guard let no other through (WS-1).
    ...(chosen ? [`Sec-WebSocket-Protocol: ${WEBSOCKET_SUBPROTOCOL}`] : []),
    '\r\n',
  ].join('\r\n');
}
