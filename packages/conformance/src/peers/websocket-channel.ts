// A WebSocket connection, client side, by the suite's own hand: the handshake, text messages and control frames.
// It carries the websocket binding and Socket.IO alike and reads nothing into the texts.
import { readBody, readHead } from './http-bytes.ts';
import { type Address, TcpLink } from './tcp-link.ts';
import {
  type ReadFrame,
  upgradeRequest,
  WebSocketFrameReader,
  WS_OPCODE,
  webSocketFrame,
} from './websocket-bytes.ts';
import { ConnectRefused, type WireEvents } from './wire.ts';

const RFC = 'RFC 6455';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const CONTROL = new Map<number, 'ping' | 'pong' | 'close'>([
  [WS_OPCODE.ping, 'ping'],
  [WS_OPCODE.pong, 'pong'],
  [WS_OPCODE.close, 'close'],
]);

/** How to connect a channel. */
export interface ChannelOptions {
  readonly address: Address;
  readonly path: string;
  readonly subprotocols: readonly string[];
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly events: Pick<WireEvents, 'control' | 'closed' | 'broken' | 'note'>;
  /** A whole text message. */
  readonly onText: (text: string) => void;
  /** `false`: the channel leaves the server's control pings unanswered. */
  readonly autoPong: boolean;
  readonly signal: AbortSignal;
}

/** An open channel. */
export interface Channel {
  readonly link: TcpLink;
  /** The subprotocol that the server chose; `''` for none. */
  readonly subprotocol: string;
}

/**
 * Connects and upgrades.
 * @throws ConnectRefused for any answer but a right 101, or a close before one.
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { address, events, signal } = options;
  const host = `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  const upgrade = upgradeRequest({
    host,
    path: options.path,
    subprotocols: options.subprotocols,
    headers: options.headers,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Channel>();
  let received: Buffer = Buffer.alloc(0);
  const answer = (isEnded: boolean): void => {
    const split = readHead(received);
    if (split === undefined) {
      if (isEnded) reject(new ConnectRefused('closed before an answer to the upgrade'));
      return;
    }
    const { head, rest } = split;
    if (head.status !== 101) {
      const body = readBody(head, rest, isEnded);
      if (body === undefined && !isEnded) return;
      const text = (body?.body ?? rest).toString();
      reject(new ConnectRefused(`HTTP ${head.status} to the upgrade`, head.status, head.headers, text));
      link.destroy();
      return;
    }
    if (head.headers['sec-websocket-accept'] !== upgrade.accept) {
      events.broken(
        `Sec-WebSocket-Accept ${upgrade.accept}`,
        String(head.headers['sec-websocket-accept']),
        RFC,
      );
    }
    const read = messageReader(options, link);
    link.events = {
      bytes: read,
      closed: (how) => events.closed(how),
    };
    resolve({ link, subprotocol: head.headers['sec-websocket-protocol'] ?? '' });
    if (rest.length > 0) read(rest);
  };
  const link = await TcpLink.open(
    address,
    {
      bytes: (chunk) => {
        received = Buffer.concat([received, chunk]);
        answer(false);
      },
      closed: () => answer(true),
    },
    signal,
  );
  const onAbort = (): void => {
    reject(signal.reason);
    link.destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  events.note(`GET ${options.path} (upgrade)`);
  link.write(upgrade.request);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function messageReader(options: ChannelOptions, link: TcpLink): (chunk: Buffer) => void {
  const { events } = options;
  const reader = new WebSocketFrameReader();
  let fragments: Buffer[] | undefined;
  let isClosed = false;
  const take = (frame: ReadFrame): void => {
    const control = CONTROL.get(frame.opcode);
    if (frame.masked) events.broken('unmasked frames from the server', 'a masked one', `${RFC} §5.1`);
    if (frame.rsv !== 0) events.broken('reserved bits 0', `rsv ${frame.rsv}`, `${RFC} §5.2`);
    if (control !== undefined) {
      const { payload } = frame;
      events.control(control, payload);
      if (control === 'ping' && options.autoPong)
        link.write(webSocketFrame({ opcode: WS_OPCODE.pong, payload }));
      if (control === 'close' && !isClosed) {
        isClosed = true;
        link.write(webSocketFrame({ opcode: WS_OPCODE.close, payload: payload.subarray(0, 2) }));
        if (payload.length < 2) events.closed('websocket-close');
        else events.closed('websocket-close', payload.readUInt16BE(0));
      }
      return;
    }
    const isContinuation = frame.opcode === WS_OPCODE.continuation;
    if (isContinuation !== (fragments !== undefined)) {
      events.broken('fragments in sequence', `opcode ${frame.opcode}`, `${RFC} §5.4`);
    }
    if (!isContinuation && frame.opcode !== WS_OPCODE.text) {
      events.broken('text messages alone', `opcode ${frame.opcode}`, 'WS-2');
    }
    fragments ??= [];
    fragments.push(frame.payload);
    if (!frame.fin) return;
    const whole = fragments.length === 1 ? frame.payload : Buffer.concat(fragments);
    fragments = undefined;
    let text: string;
    try {
      text = utf8.decode(whole);
    } catch {
      events.broken('UTF-8 from the server', `hex ${whole.subarray(0, 80).toString('hex')}`, 'FRAME-8');
      return;
    }
    options.onText(text);
  };
  return (chunk) => {
    for (const frame of reader.push(chunk)) take(frame);
  };
}
