// Who gets a place: the caps of CAP-1 and CAP-2 over all bindings of the process, counted from the accept, and the
// hello timer that starts there too (HELLO-5).
import type { Binding } from '@hubbub/protocol';
import { ClientConnection, type ConnectionHost } from './connection.ts';
import type { Arrival, Connection, Place, Transport } from './contract.ts';
import type { Deadline } from './deadlines.ts';
import type { House } from './house.ts';
import { RefusedConnection } from './refused.ts';

/** Counts connections and keeps those that are open. */
export class Admission {
  /** The connections that `open` made and whose transport is not gone. */
  readonly connections = new Set<ClientConnection>();
  readonly #house: House;
  readonly #places = new Set<HeldPlace>();
  readonly #perAddress = new Map<string, number>();
  #count = 0;
  #isOver = false;
  #onEmpty: (() => void) | undefined;

  constructor(house: House) {
    this.#house = house;
  }

  /** Places taken. */
  get count(): number {
    return this.#count;
  }

  /** See the contract's `Kit.admit`. */
  admit(arrival: Arrival): Place {
    const { limits, counters, clock } = this.#house;
    const { remoteAddress } = arrival;
    const ofAddress = this.#perAddress.get(remoteAddress) ?? 0;
    const perAddress = limits.maxConnectionsPerAddress;
    if (this.#isOver || this.#count >= limits.maxConnections || (perAddress > 0 && ofAddress >= perAddress)) {
      counters.refused++;
      return new RefusedPlace(this.#house);
    }
    this.#count++;
    this.#perAddress.set(remoteAddress, ofAddress + 1);
    return new HeldPlace(arrival, clock.now() + limits.helloTimeoutMs, {
      house: this.#house,
      connections: this.connections,
      places: this.#places,
      free: () => this.#free(remoteAddress),
    });
  }

  /** Admits nobody any more; resolves when no place is taken (STOP-1). */
  stop(): Promise<void> {
    this.#isOver = true;
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#count === 0) resolve();
    });
  }

  /** Drops those who cannot be spoken to yet, such as an unfinished upgrade. */
  abortUnopened(): void {
    for (const place of [...this.#places]) if (!place.isOpened) place.abort();
  }

  /** Drops everybody who holds a place. */
  abortAll(): void {
    for (const place of [...this.#places]) place.abort();
  }

  #free(remoteAddress: string): void {
    this.#count--;
    const left = (this.#perAddress.get(remoteAddress) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(remoteAddress);
    else this.#perAddress.set(remoteAddress, left);
    if (this.#count === 0) this.#onEmpty?.();
  }
}

/** What a place shares with its admission, and hands on when it is transferred. */
interface Register {
  readonly house: House;
  readonly connections: Set<ClientConnection>;
  readonly places: Set<HeldPlace>;
  readonly free: () => void;
}

class HeldPlace implements Place, Deadline, ConnectionHost {
  readonly refused = undefined;
  readonly #arrival: Arrival;
  readonly #helloDueMs: number;
  readonly #register: Register;
  #connection: ClientConnection | undefined;
  #isHeld = true;

  constructor(arrival: Arrival, helloDueMs: number, register: Register) {
    this.#arrival = arrival;
    this.#helloDueMs = helloDueMs;
    this.#register = register;
    register.places.add(this);
    register.house.deadlines.set(this, helloDueMs);
  }

  /** Whether there is a connection. */
  get isOpened(): boolean {
    return this.#connection !== undefined;
  }

  get held(): boolean {
    return this.#isHeld;
  }

  open<B extends Binding>(binding: B, transport: Transport): Connection<B> {
    const connection = new ClientConnection(binding, transport, this.#register.house, this);
    this.#connection = connection as unknown as ClientConnection;
    this.#register.connections.add(this.#connection);
    return connection;
  }

  transfer(arrival: Arrival): Place {
    this.#spend();
    return new HeldPlace(arrival, this.#helloDueMs, this.#register);
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#spend();
    this.#register.free();
  }

  waive(): void {
    this.release();
  }

  welcomed(): void {
    this.#register.house.deadlines.clear(this);
  }

  released(): void {
    if (this.#connection !== undefined) this.#register.connections.delete(this.#connection);
    this.release();
  }

  abort(): void {
    if (this.#connection === undefined) this.#arrival.abort();
    else this.#connection.transport.abort();
  }

  due(): void {
    if (this.#connection === undefined) this.#arrival.abort();
    else this.#connection.helloTimedOut();
  }

  #spend(): void {
    this.#isHeld = false;
    this.#register.places.delete(this);
    this.#register.house.deadlines.clear(this);
  }
}

class RefusedPlace implements Place {
  readonly refused = 'server_full';
  readonly held = false;
  readonly #house: House;
  #isCounted = true;

  constructor(house: House) {
    this.#house = house;
  }

  open<B extends Binding>(binding: B, transport: Transport): Connection<B> {
    return new RefusedConnection(binding, transport, this.#house);
  }

  transfer(): Place {
    return this;
  }

  release(): void {}

  waive(): void {
    if (this.#isCounted) this.#house.counters.refused--;
    this.#isCounted = false;
  }
}
