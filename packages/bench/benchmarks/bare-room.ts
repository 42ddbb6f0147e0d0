// The least that a room can be, for the bare servers: numbers what comes and hands it to everybody once a tick. No engine,
// no checks, no limits, no history, no heartbeat; it reads exactly what the generator writes and nothing else.

const TEXT_KEY = '"text":"';
const NICK = /"nick":"([^"]+)"/;

/** The answers to hello and join, as the generator needs them: any content will do. */
export const WELCOME = JSON.stringify({ type: 'welcome', version: 1, limits: {}, features: [] });
/** See {@link WELCOME}. */
export const JOINED = JSON.stringify({ type: 'joined', room: 'bench', seq: 0, members: [], complete: false });

/** A client of the bare room. */
export interface BareMember {
  nick: string;
  /** Writes what was encoded once for all. */
  write(batch: Buffer): void;
  /** Answers this member alone. */
  answer(json: string): void;
}

/** One room; `encode` makes one message's bytes on the wire. */
export class BareRoom {
  readonly members = new Set<BareMember>();
  /** Deliveries and writes so far: their ratio is the batch. */
  deliveries = 0;
  writes = 0;
  readonly #encode: (json: string) => Buffer;
  #batch: Buffer[] = [];
  #seq = 0;

  constructor(encode: (json: string) => Buffer) {
    this.#encode = encode;
  }

  /** One request's JSON. */
  receive(member: BareMember, json: string): void {
    if (json.startsWith('{"type":"say"')) this.#say(member, json);
    else if (json.startsWith('{"type":"hello"')) {
      member.nick = NICK.exec(json)?.[1] ?? '';
      member.answer(WELCOME);
    } else if (json.startsWith('{"type":"join"')) {
      this.members.add(member);
      member.answer(JOINED);
    }
  }

  #say(member: BareMember, json: string): void {
    // The text stands last and needs no escapes: it is copied as it is.
    const text = json.slice(json.indexOf(TEXT_KEY) + TEXT_KEY.length, -2);
    const head = `{"type":"message","room":"bench","seq":${++this.#seq},"from":"${member.nick}"`;
    this.#batch.push(this.#encode(`${head},"text":"${text}","at":${Date.now()}}`));
    if (this.#batch.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const batch = Buffer.concat(this.#batch);
    this.deliveries += this.#batch.length * this.members.size;
    this.writes += this.members.size;
    this.#batch = [];
    for (const member of this.members) member.write(batch);
  }
}
