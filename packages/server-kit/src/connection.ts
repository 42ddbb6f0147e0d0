// One client from open to closed: what comes in is parsed, counted and handed to its session in order; what goes out
// leaves through its outbox. Frameworks see the contract's Connection, the engine an outlet.
import type { EndReason, Session } from '@hubbub/chat';
import {
  type Binding,
  CLOSE,
  type ClientFrame,
  type CloseCode,
  type ErrorFrameExtra,
  errorFrame,
  type ParsedRequest,
  type WireErrorCode,
} from '@hubbub/protocol';
import { Acks } from './acks.ts';
import type { Connection, Inbound, Transport } from './contract.ts';
import { Farewell } from './farewell.ts';
import type { House } from './house.ts';
import { createInbox, type Inbox, type InboxItem, parseItem, typeOfItem } from './inbox.ts';
import { Liveness, type LivenessOwner } from './liveness.ts';
import { describeFault } from './log.ts';
import { Outbox } from './outbox.ts';
import type { OutboxOwner } from './outbox-ports.ts';
import type { Ack } from './payload.ts';
import { RequestGate } from './request-gate.ts';

type Refusal = Extract<ParsedRequest, { ok: false }>;

/** Requests that `welcome` need not come before (HELLO-1). */
const EARLY: ReadonlySet<unknown> = new Set(['hello', 'ping', 'pong', 'bye']);

/** What a connection tells its place. */
export interface ConnectionHost {
  /** `hello` was answered: the timer of HELLO-5 may rest. */
  welcomed(): void;
  /** The transport is gone. */
  released(): void;
}

/** Why peers are told that a client left, by the code that ended it. */
const REASONS: Partial<Record<WireErrorCode | 'bye', EndReason>> = {
  bye: 'left',
  replaced: 'replaced',
  idle_timeout: 'timeout',
  slow_consumer: 'slow_consumer',
};

/** The kit's connection. */
export class ClientConnection<B extends Binding = Binding>
  implements Connection<B>, OutboxOwner, LivenessOwner
{
  readonly binding: B;
  readonly transport: Transport;
  readonly outbox: Outbox;
  readonly #house: House;
  readonly #host: ConnectionHost;
  readonly #session: Session;
  readonly #inbox: Inbox<Inbound[B]>;
  readonly #acks: Acks | undefined;
  readonly #gate: RequestGate;
  readonly #liveness: Liveness;
  #farewell: Farewell | undefined;
  #isWelcomed = false;
  #isPumping = false;
  #isPaused = false;
  #isOver = false;
  #isClosed = false;
  #hasPeerEnded = false;

  constructor(binding: B, transport: Transport, house: House, host: ConnectionHost) {
    this.binding = binding;
    this.transport = transport;
    this.#house = house;
    this.#host = host;
    const { limits, clock, fanout, counters } = house;
    const nowMs = clock.now();
    this.#acks = binding === 'socket.io' ? new Acks() : undefined;
    this.outbox = new Outbox({
      connection: this,
      poster: fanout,
      owner: this,
      counters,
      maxOutboxBytes: limits.maxOutboxBytes,
      acks: this.#acks,
    });
    this.#inbox = createInbox(binding, limits);
    this.#gate = new RequestGate(limits, nowMs);
    this.#liveness = new Liveness(this, house.deadlines, limits, nowMs);
    this.#session = house.chat.open(this.outbox, () => house.later.add(this.#pump));
  }

  receive(input: Inbound[B]): void {
    if (this.#isOver) return;
    this.#liveness.heard(this.#house.clock.now());
    this.#inbox.push(input);
    this.#pump();
  }

  heard(): void {
    this.#liveness.heard(this.#house.clock.now());
  }

  drained(): void {
    if (!this.#isClosed) this.outbox.drained();
  }

  peerEnded(): void {
    this.#hasPeerEnded = true;
    this.#pump();
  }

  fail(code: 'frame_too_large' | 'invalid_utf8' | 'binary'): void {
    if (this.#isOver) return;
    if (code === 'binary') this.#finish(CLOSE.binary, code);
    else this.outbox.end(code);
    this.#house.later.run();
  }

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.outbox.dispose();
    this.#farewell?.stop();
    this.#over('disconnected');
    this.#house.later.run();
    this.#host.released();
  }

  /** No `hello` came in time (HELLO-5). */
  helloTimedOut(): void {
    this.outbox.end('hello_timeout');
    this.#house.later.run();
  }

  /** Says that the server stops, and closes after all that was queued (STOP-1). */
  shutDown(): void {
    this.outbox.send({ type: 'closing', reason: 'shutdown', retryAfterMs: this.#house.limits.retryAfterMs });
    this.#finish(CLOSE.shutdown, 'shutdown');
  }

  evicted(): void {
    if (this.#isOver) return;
    this.#house.counters.evicted++;
    this.#house.log.warn({ remoteAddress: this.transport.remoteAddress }, 'slow consumer dropped');
    this.#over('slow_consumer');
  }

  ending(code: WireErrorCode | 'bye'): void {
    this.#over(REASONS[code] ?? 'disconnected');
  }

  relieved(): void {
    this.#house.later.add(this.#pump);
  }

  broken(error: unknown): void {
    this.#house.log.error(describeFault(error), 'fault in a connection');
    this.outbox.dispose();
    this.transport.abort();
    this.#over('disconnected');
  }

  sendPing(): void {
    this.outbox.send({ type: 'ping' });
  }

  idle(): void {
    this.outbox.end('idle_timeout');
    this.#house.later.run();
  }

  takenWhilePaused(): number | undefined {
    return this.#isPaused ? this.outbox.takenBytes : undefined;
  }

  /** Handles what was received, as long as the session and the outbox keep up. */
  readonly #pump = (): void => {
    if (this.#isPumping || this.#isOver) return;
    this.#isPumping = true;
    try {
      while (!this.#isOver && !this.#isBlocked()) {
        const item = this.#inbox.next();
        if (item === undefined) {
          this.#setPaused(false);
          if (this.#hasPeerEnded) this.#finish(CLOSE.normal, 'end');
          break;
        }
        this.#handleItem(item);
        this.#house.later.run();
      }
    } catch (error) {
      this.#house.log.error(describeFault(error), 'fault in handling a frame');
      this.outbox.end('internal');
    } finally {
      this.#isPumping = false;
    }
    this.#house.later.run();
  };

  /** Whether the next frame must wait: for an answer to the last one, or for own replies to leave (FLOW-2). */
  #isBlocked(): boolean {
    if (!this.#isWelcomed && this.#session.welcomed) {
      this.#isWelcomed = true;
      this.#host.welcomed();
    }
    const isCongested = this.outbox.isCongested;
    if (isCongested) this.outbox.wantRelief();
    const isBlocked = isCongested || this.#session.busy;
    if (isBlocked) this.#setPaused(true);
    return isBlocked;
  }

  #setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.transport.pause();
    else this.transport.resume();
  }

  /** Closes without an error frame, after all that was queued. */
  #finish(code: CloseCode, reason: string): void {
    this.outbox.finish(code, reason);
    this.#over('disconnected');
  }

  #handleItem(item: InboxItem): void {
    this.#house.counters.received++;
    if (item.kind === 'error') {
      this.outbox.end(item.code);
      return;
    }
    const parsed = parseItem(item, this.#house.limits);
    if (parsed.ok) this.#handleRequest(parsed.request, item.ack);
    else this.#handleBadFrame(item, parsed);
  }

  #handleRequest(request: ClientFrame, ack: Ack | undefined): void {
    this.#gate.wellFormed();
    if (request.type === 'pong') return;
    // A callback counts as a ref (SAY-4), so the engine sees one in any case.
    const ref = ack === undefined ? request.ref : this.#acks?.open(ack, request.ref);
    if (request.type === 'ping') {
      this.#answerPing(request.data, ref);
      return;
    }
    if (this.#isWelcomed && request.type !== 'hello' && request.type !== 'bye' && !this.#takeToken(ref)) {
      return;
    }
    this.#session.handle(ref === request.ref ? request : ({ ...request, ref } as ClientFrame));
  }

  #answerPing(data: unknown, ref: string | undefined): void {
    const extra = { ...(ref !== undefined && { ref }), ...(data !== undefined && { data }) };
    this.outbox.send({ type: 'pong', ...extra });
  }

  #takeToken(ref: string | undefined): boolean {
    const retryAfterMs = this.#gate.takeToken(this.#house.clock.now());
    if (retryAfterMs === 0) return true;
    this.#refuse('rate_limited', { ref, retryAfterMs });
    return false;
  }

  #handleBadFrame(item: Extract<InboxItem, { kind: 'frame' }>, refusal: Refusal): void {
    // Before welcome only bad_frame comes before hello_required (HELLO-1).
    const isEarly = !this.#isWelcomed && refusal.code !== 'bad_frame' && !EARLY.has(typeOfItem(item));
    const ref = item.ack === undefined ? refusal.ref : this.#acks?.open(item.ack, refusal.ref);
    const code = isEarly ? 'hello_required' : refusal.code;
    this.#gate.faulty(code);
    this.#refuse(code, { ref, field: isEarly ? undefined : refusal.field });
  }

  #refuse(code: WireErrorCode, extra: ErrorFrameExtra): void {
    this.outbox.send(errorFrame(code, extra));
    if (this.#gate.isExhausted) this.outbox.end('too_many_errors');
  }

  /** The client is no longer one, whatever its transport still does. The engine hears of it once the stack is clear. */
  #over(reason: EndReason): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#liveness.stop();
    if (!this.#isClosed) this.#sayFarewell(reason);
    this.#house.later.add(() => {
      try {
        this.#session.closed(reason);
      } catch (error) {
        this.#house.log.error(describeFault(error), 'fault in closing a session');
      }
    });
  }

  #sayFarewell(reason: EndReason): void {
    const { deadlines, clock } = this.#house;
    const taken = reason === 'slow_consumer' ? undefined : () => this.outbox.takenBytes;
    this.#farewell = new Farewell(deadlines, clock.now(), () => this.transport.abort(), taken);
    // What still comes is read and thrown away: unread bytes would turn our FIN into a reset.
    this.#setPaused(false);
  }
}
