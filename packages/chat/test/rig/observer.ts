// Watches what one client sees and throws at the first frame that breaks a promise of the protocol: order, seq,
// presence, replies, rooms. It knows only the protocol, nothing of the engine.
import { type ClientFrame, nickKey, type ServerFrame, type ServerFrameOf } from '@hubbub/protocol';

/** What several observers must agree on. */
export class Agreement {
  /** Every message by its text, which tests make unique: all see the same (ORDER-4). */
  readonly messages = new Map<string, string>();
  readonly directs = new Set<string>();
}

interface SeenRoom {
  /** The last `seq` seen; `undefined` until the first of a replay with a gap shows where it starts. */
  last: number | undefined;
  /** Below or equal: replayed, or before the client came. */
  joinedSeq: number;
  since: number | undefined;
  mode: 'each' | 'size';
  /** Who is there, as told; `undefined` where it was not told. */
  members: Set<string> | undefined;
  /** The last number told in the mode `size`. */
  size: number | undefined;
}

/** One client's view. */
export class Observer {
  nick: string | undefined;
  token: string | undefined;
  readonly rooms = new Map<string, SeenRoom>();
  readonly #agreement: Agreement;
  readonly #requests: ClientFrame[] = [];

  constructor(agreement: Agreement) {
    this.#agreement = agreement;
  }

  /** Requests with a `ref` that are not answered yet. */
  get unanswered(): number {
    return this.#requests.length;
  }

  /** The session takes a request. */
  asked(request: ClientFrame): void {
    if (request.ref !== undefined) this.#requests.push(request);
  }

  /** The client got a frame. */
  saw(frame: ServerFrame): void {
    try {
      this.#check(frame);
    } catch (cause) {
      throw new Error(`${this.nick ?? '?'} got ${JSON.stringify(frame)}`, { cause });
    }
  }

  #check(frame: ServerFrame): void {
    const request = 'ref' in frame && frame.ref !== undefined ? this.#requests.shift() : undefined;
    if (request !== undefined) {
      must('ref' in frame && frame.ref === request.ref, `ORDER-2 answers ${request.ref} first`);
    }
    if (this.nick === undefined) {
      must(['welcome', 'error', 'closing'].includes(frame.type), 'HELLO-2 nothing before welcome');
    }
    switch (frame.type) {
      case 'welcome':
        this.nick = frame.nick;
        this.token = frame.session;
        return;
      case 'joined':
        this.#joined(frame, request);
        return;
      case 'left':
        must(this.rooms.delete(frame.room), 'left a room it was in');
        return;
      case 'message':
        this.#message(frame);
        return;
      case 'direct':
        must(frame.to === this.nick, 'SAY-6 it is the addressee');
        must(!this.#agreement.directs.has(frame.text), 'SAY-6 it comes once');
        this.#agreement.directs.add(frame.text);
        return;
      case 'renamed':
        this.#renamed(frame);
        return;
      case 'member_joined': {
        const { members, mode } = this.#room(frame.room);
        must(mode === 'each', 'ROOM-8 the mode is each');
        must(!members?.has(frame.nick), 'ROOM-7 the newcomer was not there');
        members?.add(frame.nick);
        return;
      }
      case 'member_left': {
        const { members, mode } = this.#room(frame.room);
        must(mode === 'each', 'ROOM-8 the mode is each');
        must(frame.nick !== this.nick, 'ROOM-4 it is another');
        must(members?.delete(frame.nick) ?? true, 'ROOM-7 who left was there');
        return;
      }
      case 'room_size': {
        const room = this.#room(frame.room);
        must(room.mode === 'size', 'ROOM-8 the mode is size');
        room.size = frame.members;
        return;
      }
      case 'presence': {
        const room = this.#room(frame.room);
        must(room.mode !== frame.mode, 'ROOM-8 the mode changes');
        Object.assign(room, { mode: frame.mode, members: undefined, size: frame.members });
        return;
      }
    }
  }

  #joined(frame: ServerFrameOf<'joined'>, request: ClientFrame | undefined): void {
    if (request?.type !== 'join' || request.room !== frame.room) throw new Error('joined answers a join');
    const before = this.rooms.get(frame.room);
    if (before !== undefined)
      must((before.last ?? before.joinedSeq) === frame.seq, 'ROOM-7 joined.seq is the last given');
    const { since } = request;
    if (since !== undefined && since > frame.seq) must(frame.gap === true, 'HIST-2 since is beyond: gap');
    const isWhole = since !== undefined && !frame.gap;
    if (frame.presence === 'each') must(frame.members.includes(this.nick ?? ''), 'ROOM-7 it is there itself');
    else must(frame.members.length === 0 && !frame.complete, 'ROOM-8 members are told by who');
    this.rooms.set(frame.room, {
      last: isWhole ? since : since === undefined || since >= frame.seq ? frame.seq : undefined,
      joinedSeq: frame.seq,
      since,
      mode: frame.presence,
      members: frame.complete ? new Set(frame.members) : undefined,
      size: before?.size,
    });
  }

  #message(frame: ServerFrameOf<'message'>): void {
    const room = this.#room(frame.room);
    if (room.last === undefined) {
      must(frame.seq > (room.since ?? 0) + 1, 'HIST-2 there is a gap');
      must(frame.seq <= room.joinedSeq + 1, 'HIST-2 the replay reaches joined.seq');
    } else must(frame.seq === room.last + 1, `ORDER-1 after ${room.last} comes the next`);
    room.last = frame.seq;
    if (frame.seq > room.joinedSeq) must(room.members?.has(frame.from) ?? true, 'ROOM-3 the sender is there');
    const text = JSON.stringify(frame);
    const known = this.#agreement.messages.get(frame.text);
    must(known === undefined || known === text, `ORDER-4 others saw ${known}`);
    this.#agreement.messages.set(frame.text, text);
  }

  #renamed({ from, to }: ServerFrameOf<'renamed'>): void {
    const isOwn = from === this.nick;
    if (isOwn) this.nick = to;
    let isShared = isOwn;
    for (const { members } of this.rooms.values()) {
      if (members === undefined) isShared = true;
      else if (members.delete(from)) {
        isShared = true;
        must(!members.has(to), 'NICK-2 the new nick was free');
        members.add(to);
      }
    }
    must(isShared, 'NICK-4 it shares a room');
  }

  #room(name: string): SeenRoom {
    const room = this.rooms.get(name);
    if (room === undefined) throw new Error('ROOM-4 the client is in this room');
    return room;
  }
}

/** Whether two spellings are one nick (NICK-2). */
export function isSameNick(one: string | undefined, other: string): boolean {
  return one !== undefined && nickKey(one) === nickKey(other);
}

function must(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`broken: ${promise}`);
}
