// Opens the connection of a peer over the binding that is asked for. It says no hello.
import type { Binding, ReadyLine } from '@hubbub/protocol';
import { ConformanceViolation } from '../violation.ts';
import { openLinesWire } from './lines-wire.ts';
import type { ConnectOptions } from './peer.ts';
import { openPollingWire } from './polling-wire.ts';
import { openSocketIoWire } from './socketio-wire.ts';
import { addressOf } from './tcp-link.ts';
import { openWebSocketWire } from './websocket-wire.ts';
import type { Wire, WireEvents } from './wire.ts';

/**
 * Connects, handshakes included, within `deadlineMs`.
 * @throws ConnectRefused where the server says no in the handshake, ConformanceViolation where it says nothing; a
 * socket's error where nobody accepts.
 */
export async function openWire(
  endpoints: ReadyLine['endpoints'],
  binding: Binding,
  options: ConnectOptions,
  events: WireEvents,
  { signal, deadlineMs }: { signal: AbortSignal; deadlineMs: number },
): Promise<Wire> {
  const bound = new AbortController();
  const timer = setTimeout(() => {
    bound.abort(
      new ConformanceViolation('a connection', `no answer to the handshake within ${deadlineMs} ms`),
    );
  }, deadlineMs);
  try {
    return await openUnbound(endpoints, binding, options, events, AbortSignal.any([signal, bound.signal]));
  } finally {
    clearTimeout(timer);
  }
}

function openUnbound(
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
