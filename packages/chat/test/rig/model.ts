// The chat of the protocol in the plainest words, for small rooms and prompt ports: it predicts every frame that every
// client gets. Nothing is shared with the engine; it copies, sorts and searches where the engine does not.
import {
  type ClientFrame,
  type ClientFrameOf,
  errorFrame,
  type HistoryEntry,
  isReservedNick,
  nickKey,
  type ServerFrame,
  type WireErrorCode,
} from '@hubbub/protocol';

interface Person {
  nick?: string;
  /** In the order of joining. */
  rooms: string[];
  readonly inbox: ServerFrame[];
}

/** What the model is told of the limits. */
export interface ModelLimits {
  readonly maxRooms: number;
  readonly historySize: number;
}

/** A predicted chat. */
export class Model {
  readonly #limits: ModelLimits;
  readonly #people = new Map<number, Person>();
  readonly #logs = new Map<string, HistoryEntry[]>();
  readonly #welcome: (nick: string) => ServerFrame;

  constructor(limits: ModelLimits, welcome: (nick: string) => ServerFrame) {
    this.#limits = limits;
    this.#welcome = welcome;
  }

  /** Somebody connects. */
  open(id: number): void {
    this.#people.set(id, { rooms: [], inbox: [] });
  }

  /** What this client got since the last look. */
  take(id: number): ServerFrame[] {
    return this.#person(id).inbox.splice(0);
  }

  /** Somebody leaves all rooms and has no nick any more. */
  go(id: number, reason: 'left' | 'disconnected' | 'replaced'): void {
    const person = this.#person(id);
    for (const room of [...person.rooms]) this.#leave(person, room, reason);
    delete person.nick;
  }

  /** A hello with the right token of whoever has this nick. */
  takeOver(old: number, id: number, ref: string, nick: string): void {
    this.go(old, 'replaced');
    this.#person(old).inbox.push(errorFrame('replaced'));
    this.#person(id).nick = nick;
    this.#person(id).inbox.push({ ...this.#welcome(nick), ref } as ServerFrame);
  }

  /** A client sends a request at this time. */
  request(id: number, request: ClientFrame, at: number): void {
    const person = this.#person(id);
    const { ref } = request;
    const refuse = (code: WireErrorCode) => person.inbox.push(errorFrame(code, { ref }));
    const reply = (frame: ServerFrame) =>
      person.inbox.push(ref === undefined ? frame : ({ ...frame, ref } as ServerFrame));
    const { nick } = person;
    if (request.type === 'hello') {
      if (nick !== undefined) refuse('already_welcomed');
      else if (isReservedNick(request.nick) || this.#named(request.nick)) refuse('nick_taken');
      else {
        person.nick = request.nick;
        reply(this.#welcome(request.nick));
      }
      return;
    }
    if (request.type === 'bye') {
      this.go(id, 'left');
      reply({ type: 'closing', reason: 'bye' });
      return;
    }
    if (nick === undefined) {
      refuse('hello_required');
      return;
    }
    const isIn = 'room' in request && person.rooms.includes(request.room);
    switch (request.type) {
      case 'rename': {
        const holder = this.#named(request.nick);
        if (isReservedNick(request.nick) || (holder && holder !== person)) return void refuse('nick_taken');
        person.nick = request.nick;
        const renamed: ServerFrame = { type: 'renamed', from: nick, to: request.nick };
        reply(renamed);
        if (nick === request.nick) return;
        for (const other of this.#others(person, ...person.rooms)) other.inbox.push(renamed);
        return;
      }
      case 'join':
        if (!isIn && person.rooms.length >= this.#limits.maxRooms) refuse('too_many_rooms');
        else this.#join(person, request, reply);
        return;
      case 'leave':
        if (!isIn) return void refuse('not_joined');
        reply({ type: 'left', room: request.room });
        this.#leave(person, request.room, 'left');
        return;
      case 'who':
        reply({ type: 'members', room: request.room, members: this.#members(request.room) });
        return;
      case 'rooms': {
        const names = new Set([...this.#people.values()].flatMap(({ rooms }) => rooms));
        const rooms = [...names].sort().map((room) => ({ room, members: this.#members(room).length }));
        reply({ type: 'rooms', rooms });
        return;
      }
      case 'history': {
        if (!isIn) return void refuse('not_joined');
        reply({ type: 'history', room: request.room, messages: this.#kept(request.room), more: false });
        return;
      }
      case 'say': {
        const { room, text, id: messageId } = request;
        if (!isIn) return void refuse('not_joined');
        const first = this.#kept(room).find(
          (old) => messageId !== undefined && old.id === messageId && nickKey(old.from) === nickKey(nick),
        );
        if (first !== undefined) {
          if (ref) reply({ type: 'said', room, seq: first.seq, at: first.at, duplicate: true });
          return;
        }
        const log = this.#log(room);
        const entry = { seq: log.length + 1, ...(messageId && { id: messageId }), from: nick, text, at };
        log.push(entry);
        for (const member of [person, ...this.#others(person, room)]) {
          member.inbox.push({ type: 'message', room, ...entry });
        }
        if (ref) reply({ type: 'said', room, seq: entry.seq, at });
        return;
      }
      case 'direct': {
        const to = this.#named(request.to);
        if (to?.nick === undefined) return void refuse('no_such_nick');
        to.inbox.push({ type: 'direct', from: nick, to: to.nick, text: request.text, at });
        if (ref) reply({ type: 'said', at });
        return;
      }
    }
  }

  #join(person: Person, { room, since }: ClientFrameOf<'join'>, reply: (frame: ServerFrame) => void): void {
    if (!person.rooms.includes(room)) {
      person.rooms.push(room);
      for (const other of this.#others(person, room)) {
        other.inbox.push({ type: 'member_joined', room, nick: person.nick ?? '' });
      }
    }
    const seq = this.#log(room).length;
    const missed = since === undefined ? [] : this.#kept(room).filter((entry) => entry.seq > since);
    const isGap = since !== undefined && (since > seq || missed.length < seq - since);
    const members = this.#members(room);
    const joined: ServerFrame = { type: 'joined', room, seq, members, complete: true, presence: 'each' };
    reply(isGap ? { ...joined, gap: true } : joined);
    for (const entry of missed) person.inbox.push({ type: 'message', room, ...entry });
  }

  #leave(person: Person, room: string, reason: 'left' | 'disconnected' | 'replaced'): void {
    person.rooms = person.rooms.filter((name) => name !== room);
    for (const other of this.#others(person, room)) {
      other.inbox.push({ type: 'member_left', room, nick: person.nick ?? '', reason });
    }
    if (this.#limits.historySize === 0 && this.#members(room).length === 0) this.#logs.delete(room);
  }

  #others(person: Person, ...rooms: string[]): Person[] {
    return [...this.#people.values()].filter(
      (other) => other !== person && rooms.some((room) => other.rooms.includes(room)),
    );
  }

  #members(room: string): string[] {
    const inside = [...this.#people.values()].filter((person) => person.rooms.includes(room));
    return inside.map((person) => person.nick ?? '').sort();
  }

  #log(room: string): HistoryEntry[] {
    const log = this.#logs.get(room) ?? [];
    this.#logs.set(room, log);
    return log;
  }

  #kept(room: string): HistoryEntry[] {
    const { historySize } = this.#limits;
    return historySize === 0 ? [] : this.#log(room).slice(-historySize);
  }

  #named(nick: string): Person | undefined {
    return [...this.#people.values()].find(
      (person) => person.nick !== undefined && nickKey(person.nick) === nickKey(nick),
    );
  }

  #person(id: number): Person {
    const person = this.#people.get(id);
    if (person === undefined) throw new Error(`nobody has the number ${id}`);
    return person;
  }
}
