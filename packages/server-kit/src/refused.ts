// A connection for which there is no place: it says so and closes (CAP-1). It has no session and reads nothing.
import { type Binding, CLOSE, errorFrame } from '@hubbub/protocol';
import type { Connection, Transport } from './contract.ts';
import { Farewell } from './farewell.ts';
import type { House } from './house.ts';
import { FrameEntry } from './payload.ts';

/** Writes `error server_full {retryAfterMs}`, closes, and lets the peer a short time to read it. */
export class RefusedConnection<B extends Binding> implements Connection<B> {
  readonly binding: B;
  readonly transport: Transport;
  readonly #farewell: Farewell;

  constructor(binding: B, transport: Transport, { limits, deadlines, clock }: House) {
    this.binding = binding;
    this.transport = transport;
    const refusal = new FrameEntry(errorFrame('server_full', { retryAfterMs: limits.retryAfterMs }), true);
    transport.write(refusal.payload(binding));
    transport.close(CLOSE.full, 'server_full');
    this.#farewell = new Farewell(deadlines, clock.now(), () => transport.abort());
  }

  receive(): void {}
  heard(): void {}
  drained(): void {}
  peerEnded(): void {}
  fail(): void {}

  closed(): void {
    this.#farewell.stop();
  }
}
