// What must hold of every frame in every case, whatever the case is about. A state machine over one connection's
// frames; the peer feeds it and shows what it finds.
import {
  isFatal,
  type Limits,
  nickKey,
  type ServerFrame,
  type ServerFrameOf,
  utf8Length,
} from '@hubbub/protocol';
import { checkServerFrame } from '@hubbub/protocol/checks';
import { ConformanceViolation } from '../violation.ts';
import { inWords } from './match.ts';
import type { OutFrame } from './peer.ts';

const BEFORE_WELCOME: ReadonlySet<string> = new Set(['welcome', 'error', 'ping', 'pong', 'closing']);
/** A path or a line of a stack: what SEC-1 keeps inside. */
const REVEALING =
  /(^|\s)at .+:\d+:\d+|\bTraceback\b|(^|[\s"'(])\/(?:[\w.@-]+\/)+[\w.@-]+\.(?:ts|js|mjs|py|go|rs)\b/;

/** What is known of a room that this client is in. */
interface JoinedRoom {
  /** The `seq` that the next message must have; `undefined` where a gap was declared and any may come. */
  next: number | undefined;
}

/** The standing invariants of one connection. */
export class Invariants {
  readonly #limits: () => Limits;
  readonly #rooms = new Map<string, JoinedRoom>();
  /** `since` of the joins under way, oldest first, by room. */
  readonly #joins = new Map<string, (number | undefined)[]>();
  #isWelcomed = false;
  #nick = '';

  constructor(limits: () => Limits) {
    this.#limits = limits;
  }

  /** Notes a request, since what may come depends on it. */
  sent(frame: OutFrame): void {
    if (frame.type !== 'join' || typeof frame.room !== 'string') return;
    const joins = this.#joins.get(frame.room) ?? [];
    joins.push(typeof frame.since === 'number' ? frame.since : undefined);
    this.#joins.set(frame.room, joins);
  }

  /** Judges a frame. Returns what is wrong with it, if anything. */
  judge(value: unknown, text: string): ConformanceViolation | undefined {
    const checked = checkServerFrame(value);
    if (!checked.ok)
      return new ConformanceViolation(`a frame valid under the schema: ${checked.message}`, text, 'FRAME-8');
    const { frame } = checked;
    const bytes = utf8Length(text);
    const { maxFrameBytes } = this.#limits();
    if (bytes > maxFrameBytes) {
      return new ConformanceViolation(
        `frames of at most ${maxFrameBytes} bytes`,
        `${bytes} bytes`,
        'FRAME-8',
      );
    }
    if (!this.#isWelcomed && !BEFORE_WELCOME.has(frame.type)) {
      return new ConformanceViolation('welcome before any other reply or event', inWords(frame), 'HELLO-2');
    }
    return this.#judgeByType(frame);
  }

  #judgeByType(frame: ServerFrame): ConformanceViolation | undefined {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'error':
        return judgeError(frame);
      case 'renamed':
        if (nickKey(frame.from) === nickKey(this.#nick)) this.#nick = frame.to;
        return undefined;
      case 'joined':
        this.#joined(frame);
        return undefined;
      case 'left':
        this.#rooms.delete(frame.room);
        return undefined;
      case 'direct':
        if (nickKey(frame.to) === nickKey(this.#nick)) return undefined;
        return new ConformanceViolation(`direct messages to ${this.#nick} alone`, inWords(frame), 'SAY-6');
      case 'message':
        return this.#message(frame);
      case 'member_joined':
      case 'member_left':
      case 'room_size':
      case 'presence':
        return this.#rooms.has(frame.room) ? undefined : notJoined(frame);
      default:
        return undefined;
    }
  }

  #welcome(frame: ServerFrameOf<'welcome'>): ConformanceViolation | undefined {
    if (this.#isWelcomed) return new ConformanceViolation('one welcome', inWords(frame), 'HELLO-4');
    this.#isWelcomed = true;
    this.#nick = frame.nick;
    return undefined;
  }

  #joined({ room, seq, gap }: ServerFrameOf<'joined'>): void {
    const since = this.#joins.get(room)?.shift();
    // A repeated join without `since` replays nothing; what was under way goes on where it was.
    if (this.#rooms.has(room) && since === undefined) return;
    if (since === undefined) this.#rooms.set(room, { next: seq + 1 });
    else this.#rooms.set(room, { next: gap ? undefined : Math.min(since, seq) + 1 });
  }

  #message(frame: ServerFrameOf<'message'>): ConformanceViolation | undefined {
    const room = this.#rooms.get(frame.room);
    if (room === undefined) return notJoined(frame);
    const expected = room.next;
    if (expected !== undefined && frame.seq !== expected) {
      const what = frame.seq < expected ? 'a repeat or a step back' : 'a gap';
      return new ConformanceViolation(
        `seq ${expected} next in room ${frame.room}`,
        `${what}: ${inWords(frame)}`,
        'ORDER-1',
      );
    }
    room.next = frame.seq + 1;
    return undefined;
  }
}

function notJoined(frame: ServerFrame): ConformanceViolation {
  return new ConformanceViolation('nothing of a room that the client is not in', inWords(frame), 'SAY-1');
}

function judgeError(frame: ServerFrameOf<'error'>): ConformanceViolation | undefined {
  if (frame.fatal !== isFatal(frame.code)) {
    return new ConformanceViolation(`fatal ${isFatal(frame.code)} with ${frame.code}`, inWords(frame), '§10');
  }
  if (REVEALING.test(frame.message)) {
    return new ConformanceViolation('no stack and no path in an error', inWords(frame.message), 'SEC-1');
  }
  return undefined;
}
