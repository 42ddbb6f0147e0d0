// Opens the connection of a peer over the binding that is asked for. It says no hello.
import type { Binding, ReadyLine } from '@hubbub/protocol';
import { openLinesWire } from './lines-wire.ts';
import type { ConnectOptions } from './peer.ts';
import { openPollingWire } from './polling-wire.ts';
import { openSocketIoWire } from './socketio-wire.ts';
import { addressOf } from './tcp-link.ts';
import { openWebSocketWire } from './websocket-wire.ts';
import type { Wire, WireEvents } from './wire.ts';

/**
 * Connects.
 * @throws ConnectRefused where the server says no in the handshake; a socket's error where nobody accepts.
 */
export function openWire(
  endpoints: ReadyLine['endpoints'],
  binding: Binding,
  options: ConnectOptions,
  events: WireEvents,
  signal: AbortSignal,
): Promise<Wire> {
  const url = endpoints.find((endpoint) => endpoint.binding === binding)?.url;
  if (url === undefined) throw new Error(`the server has no endpoint for ${binding}`);
  const address = addressOf(url);
  const { headers, subprotocols, autoPong = true, transport = 'websocket' } = options;
  switch (binding) {
    case 'lines':
      return openLinesWire(address, events, signal);
    case 'websocket': {
      const path = options.path ?? new URL(url).pathname;
      return openWebSocketWire({ address, path, subprotocols, headers, autoPong }, events, signal);
    }
    case 'socket.io':
      return transport === 'websocket'
        ? openSocketIoWire({ address, headers }, events, signal)
        : openPollingWire({ address, headers }, transport === 'upgrade', events, signal);
  }
}
