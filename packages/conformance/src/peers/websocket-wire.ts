// The websocket binding, client side: one frame a text message.
import type { Address } from './tcp-link.ts';
import { WS_OPCODE, webSocketFrame } from './websocket-bytes.ts';
import { openChannel } from './websocket-channel.ts';
import type { Wire, WireEvents } from './wire.ts';

/** How to connect over the websocket binding. */
export interface WebSocketWireOptions {
  readonly address: Address;
  readonly path: string;
  readonly subprotocols?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly autoPong: boolean;
}

/** Connects over the websocket binding. */
export async function openWebSocketWire(
  options: WebSocketWireOptions,
  events: WireEvents,
  signal: AbortSignal,
): Promise<Wire> {
  const { address, path, headers, autoPong, subprotocols = ['hubbub.v1'] } = options;
  const onText = (text: string): void => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      events.broken('a JSON text in each message', text, 'FRAME-8');
      return;
    }
    events.frame(value, text);
  };
  const { link, subprotocol } = await openChannel({
    address,
    path,
    subprotocols,
    headers,
    autoPong,
    events,
    onText,
    signal,
  });
  if (subprotocol !== (subprotocols.includes('hubbub.v1') ? 'hubbub.v1' : '')) {
    events.broken(
      'the subprotocol hubbub.v1 chosen where it was offered, none otherwise',
      `"${subprotocol}"`,
      'WS-1',
    );
  }
  return {
    binding: 'websocket',
    textOf: (frame) => JSON.stringify(frame),
    bytesOfText: (text) => webSocketFrame({ opcode: WS_OPCODE.text, payload: text }),
    write: (bytes) => link.write(bytes),
    end: () => link.end(),
    reset: () => link.reset(),
    destroy: () => link.destroy(),
    pause: () => link.pause(),
    resume: () => link.resume(),
  };
}
