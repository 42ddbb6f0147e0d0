// What the client knows of its rooms: members, presence and the last message number, kept true by every frame that comes
// (ROOM-7, ROOM-8). It only looks; asking the server is the client's part.
import { compareCodePoints, type PresenceMode, type ServerFrame, type ServerFrameOf } from '@hubbub/protocol';

/** A room that the client is in, as it is now. It changes as frames come in. */
export interface RoomView {
  readonly room: string;
  /** The nicks known to be in the room; none where `presence` is `size`. */
  readonly members: ReadonlySet<string>;
  /** Whether `members` holds everybody. */
  readonly isComplete: boolean;
  /** How many are in the room; `undefined` where only the server knows. */
  readonly size: number | undefined;
  /** How the room tells who comes and goes (ROOM-8). */
  readonly presence: PresenceMode;
  /** The number of the last message of the room that this client had, or that was there when it joined. */
  readonly lastSeq: number;
}

/** A stretch of a room's messages of which some or all are lost to this client. */
export interface Gap {
  readonly room: string;
  /** The last message before the gap. */
  readonly since: number;
  /** The last number that may be missing; below `since` where the room's numbers began anew. */
  readonly seq: number;
}

/** One room; see {@link RoomView}. */
export class Room implements RoomView {
  readonly room: string;
  readonly members = new Set<string>();
  isComplete = false;
  presence: PresenceMode = 'each';
  lastSeq = 0;
  /** The last message of the replay that `joined` announced. */
  replayUntil = 0;
  /** Counts what makes a fetch of the members pointless: a snapshot, a change of mode. */
  version = 0;
  #told = 0;
  /** Up to which nick the pages of `who` have been taken since the last snapshot; `undefined` where none was. */
  #paged: string | undefined;
  /** The next message may follow a hole that was told already. */
  #isGapTold = false;

  constructor(room: string) {
    this.room = room;
  }

  get size(): number | undefined {
    return this.presence === 'size'
      ? this.#told || undefined
      : this.isComplete
        ? this.members.size
        : undefined;
  }

  /** Whether every message that `joined` announced is there. */
  get hasCaughtUp(): boolean {
    return this.lastSeq >= this.replayUntil;
  }

  /** Takes a `joined` that answered a `join` with this `since`; a room that is known already goes on where it was. */
  joined(frame: ServerFrameOf<'joined'>, since: number | undefined, isKnown: boolean): Gap | undefined {
    this.#reset(frame.presence);
    this.isComplete = frame.complete;
    for (const nick of frame.members) this.members.add(nick);
    if (since === undefined) {
      if (!isKnown) this.lastSeq = frame.seq;
      return undefined;
    }
    this.#isGapTold = frame.gap === true;
    // A room whose numbers began anew replays nothing, and its next message is below `since`.
    this.lastSeq = Math.min(since, frame.seq);
    this.replayUntil = frame.gap === true ? 0 : frame.seq;
    return frame.gap === true ? { room: this.room, since, seq: frame.seq } : undefined;
  }

  /** Takes a message's number: whether it is new, and what is missing before it. */
  advance(seq: number): { readonly isNew: boolean; readonly gap?: Gap } {
    if (seq <= this.lastSeq) return { isNew: false };
    const since = this.lastSeq;
    const isGap = seq > since + 1 && !this.#isGapTold;
    this.lastSeq = seq;
    this.#isGapTold = false;
    return { isNew: true, ...(isGap && { gap: { room: this.room, since, seq: seq - 1 } }) };
  }

  /** Takes one page of `who`, which is the truth for the nicks after `after` up to the last of a page that has a `next`. */
  page(after: string | undefined, page: ServerFrameOf<'members'>): void {
    const { members, next } = page;
    for (const nick of this.members) {
      const isAfter = after === undefined || compareCodePoints(nick, after) > 0;
      if (isAfter && (next === undefined || compareCodePoints(nick, next) <= 0)) this.members.delete(nick);
    }
    for (const nick of members) this.members.add(nick);
    if (after !== this.#paged) return;
    this.#paged = next;
    if (next === undefined) this.isComplete = true;
  }

  /** Takes a frame that tells who comes and goes. */
  observe(frame: ServerFrame): void {
    switch (frame.type) {
      case 'member_joined':
        if (this.presence === 'each') this.members.add(frame.nick);
        return;
      case 'member_left':
        this.members.delete(frame.nick);
        return;
      case 'renamed':
        if (this.members.delete(frame.from)) this.members.add(frame.to);
        return;
      case 'room_size':
        this.#told = frame.members;
        return;
      case 'presence':
        this.#reset(frame.mode);
        this.#told = frame.members;
        return;
    }
  }

  #reset(presence: PresenceMode): void {
    this.version++;
    this.presence = presence;
    this.isComplete = false;
    this.members.clear();
    this.#told = 0;
    this.#paged = undefined;
  }
}
