// The Socket.IO binding over its WebSocket transport, client side.
import { eventPacket, eventText, type PacketSink, readPacket } from './socketio-packets.ts';
import type { Address, TcpLink } from './tcp-link.ts';
import { WS_OPCODE, webSocketFrame } from './websocket-bytes.ts';
import { openChannel } from './websocket-channel.ts';
import { ConnectRefused, type Wire, type WireEvents } from './wire.ts';

/** How to connect over Socket.IO. */
export interface SocketIoWireOptions {
  readonly address: Address;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The bytes of an Engine.IO packet over WebSocket. */
export function packetBytes(packet: string): Buffer {
  return webSocketFrame({ opcode: WS_OPCODE.text, payload: packet });
}

/** What a Socket.IO wire over WebSocket is, whatever way the transport was reached. */
export function socketIoWire(link: TcpLink): Wire {
  return {
    binding: 'socket.io',
    textOf: eventText,
    bytesOfText: (text, ack) => packetBytes(eventPacket(text, ack)),
    write: (bytes) => link.write(bytes),
    end: () => link.end(),
    reset: () => link.reset(),
    destroy: () => link.destroy(),
    pause: () => link.pause(),
    resume: () => link.resume(),
  };
}

/**
 * Connects with the WebSocket transport from the start, and to the default namespace.
 * @throws ConnectRefused where the upgrade or the namespace is refused.
 */
export async function openSocketIoWire(
  { address, headers }: SocketIoWireOptions,
  events: WireEvents,
  signal: AbortSignal,
): Promise<Wire> {
  const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
  // Also handled where the upgrade fails first and nobody awaits it.
  connected.catch(() => undefined);
  let write = (_: Buffer): void => {};
  const waiting: string[] = [];
  const sink: PacketSink = {
    ...events,
    send: (packet) => write(packetBytes(packet)),
    connected: resolve,
    refused: (message, packet) =>
      reject(new ConnectRefused(`Socket.IO connection error ${packet}`, 0, {}, message)),
    closed: (how) => {
      reject(new ConnectRefused('closed before the Socket.IO connection was made'));
      events.closed(how);
    },
  };
  let isOpen = false;
  const { link } = await openChannel({
    address,
    path: '/socket.io/?EIO=4&transport=websocket',
    subprotocols: [],
    headers,
    autoPong: true,
    signal,
    events: {
      ...events,
      closed: (how, closeCode) => {
        reject(new ConnectRefused('closed before the Socket.IO connection was made'));
        if (closeCode === undefined) events.closed(how);
        else events.closed(how, closeCode);
      },
    },
    onText: (text) => (isOpen ? readPacket(text, sink) : waiting.push(text)),
  });
  write = (bytes) => link.write(bytes);
  isOpen = true;
  for (const packet of waiting) readPacket(packet, sink);
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await connected;
  } catch (error) {
    link.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return socketIoWire(link);
}
