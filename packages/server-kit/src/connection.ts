// One client from open to closed: what comes in is parsed, counted and handed to its session in order; what goes out
// leaves through its outbox. Frameworks see the contract's Connection, the engine an outlet.
import type { EndReason, Session } from '@hubbub/chat';
import {
  type Binding,
  CLOSE,
  type ClientFrame,
  errorFrame,
  HubbubError,
  type ServerFrame,
  type WireErrorCode,
} from '@hubbub/protocol';
import { Acks } from './acks.ts';
import type { Connection, Inbound, Transport } from './contract.ts';
import { Farewell } from './farewell.ts';
import type { House } from './house.ts';
import { createInbox, type Inbox, type InboxItem, parseItem, typeOfItem } from './inbox.ts';
import { Liveness, type LivenessOwner } from './liveness.ts';
import { Outbox, type OutboxOwner } from './outbox.ts';
import type { Ack } from './payload.ts';
import { RateBucket } from './rate.ts';

type Refusal = { code: WireErrorCode; field?: string; ref?: string; retryAfterMs?: number };

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
  readonly #rate: RateBucket;
  readonly #liveness: Liveness;
  #farewell: Farewell | undefined;
  #isWelcomed = false;
  #isPumping = false;
  #isPaused = false;
  #isOver = false;
  #isClosed = false;
  #hasPeerEnded = false;
  #badFrames = 0;
  #violations = 0;

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
    this.#rate = new RateBucket(limits.ratePerSecond, limits.rateBurst, nowMs);
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
    if (code !== 'binary') this.outbox.end(code);
    else {
      this.outbox.finish(CLOSE.binary, code);
      this.#over('disconnected');
    }
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
    this.outbox.finish(CLOSE.shutdown, 'shutdown');
    this.#over('disconnected');
  }

  evicted(): void {
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
    this.#house.log.error({ fault: HubbubError.from(error).message }, 'fault in a connection');
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
          if (this.#hasPeerEnded) this.#finishForPeer();
          break;
        }
        this.#handleItem(item);
        this.#house.later.run();
      }
    } catch (error) {
      this.#house.log.error({ fault: HubbubError.from(error).message }, 'fault in handling a frame');
      this.outbox.end('internal');
    } finally {
      this.#isPumping = false;
    }
    this.#house.later.run();
  };

  #isBlocked(): boolean {
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

  #finishForPeer(): void {
    this.outbox.finish(CLOSE.normal, 'end');
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
    this.#badFrames = 0;
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
    if (!this.#isWelcomed && this.#session.welcomed) {
      this.#isWelcomed = true;
      this.#host.welcomed();
    }
  }

  #answerPing(data: unknown, ref: string | undefined): void {
    this.outbox.send({
      type: 'pong',
      ...(ref !== undefined && { ref }),
      ...(data !== undefined && { data }),
    });
  }

  #takeToken(ref: string | undefined): boolean {
    const retryAfterMs = this.#rate.take(this.#house.clock.now());
    if (retryAfterMs === 0) {
      this.#violations = 0;
      return true;
    }
    this.#violations++;
    this.#refuse({ code: 'rate_limited', ...(ref !== undefined && { ref }), retryAfterMs });
    if (this.#violations >= this.#house.limits.maxViolations) this.outbox.end('too_many_errors');
    return false;
  }

  #handleBadFrame(item: Extract<InboxItem, { kind: 'frame' }>, refusal: Refusal): void {
    // Before welcome only bad_frame comes before hello_required (HELLO-1).
    const isEarly = !this.#isWelcomed && refusal.code !== 'bad_frame' && !isAllowedEarly(typeOfItem(item));
    const { code } = isEarly ? { code: 'hello_required' as const } : refusal;
    const { ref: clientRef, field } = refusal;
    const ref = item.ack === undefined ? clientRef : this.#acks?.open(item.ack, clientRef);
    this.#refuse({
      code,
      ...(ref !== undefined && { ref }),
      ...(!isEarly && field !== undefined && { field }),
    });
    if (code !== 'bad_frame' && code !== 'unknown_type') this.#badFrames = 0;
    else if (++this.#badFrames >= this.#house.limits.maxBadFrames) this.outbox.end('too_many_errors');
  }

  #refuse({ code, ...extra }: Refusal): void {
    const frame: ServerFrame = errorFrame(code, extra);
    this.outbox.send(frame);
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
        this.#house.log.error({ fault: HubbubError.from(error).message }, 'fault in closing a session');
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

const EARLY: ReadonlySet<unknown> = new Set(['hello', 'ping', 'pong', 'bye']);

function isAllowedEarly(type: unknown): boolean {
  return EARLY.has(type);
}
