// A room whose server is killed: clients that talk without pause and send again what was not acknowledged, and the books
// over what was acknowledged, delivered and kept. When the server is killed is another's affair.
import type { ReadyLine } from '@hubbub/protocol';
import { type ReadFrame, wireOf } from '../src/wires/wire.ts';
import { ChurnClient } from './churn-client.ts';

type Endpoints = ReadyLine['endpoints'];

const ROOM = 'killed';
/** Messages of one client without an acknowledgement. */
const OUTSTANDING = 4;

/** The room over all lives of its server. */
export class KilledRoom {
  acknowledged = 0;
  delivered = 0;
  kept = 0;
  repeats = 0;
  /** What was lost, is there twice or has another number. */
  readonly faults: string[] = [];
  readonly #talkers: Talker[];
  /** What the clients were told of each number, and of each text, in any life. */
  readonly #toldOf = new Map<string, number>();
  readonly #seqOf = new Map<string, number>();
  #lastKept = 0;

  constructor(clients: number) {
    this.#talkers = Array.from({ length: clients }, (_, i) => new Talker(`talker-${i}`));
  }

  /** Connects everybody and lets them talk until so many messages were acknowledged in this life. */
  talk(endpoints: Endpoints, acknowledgements: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let left = acknowledgements;
    for (const talker of this.#talkers) {
      talker.connect(endpoints, {
        said: (text, { seq, duplicate }) => {
          this.acknowledged++;
          if (duplicate === true) this.repeats++;
          this.#told(text, Number(seq));
          if (--left === 0) resolve();
        },
        heard: ({ text, seq }) => {
          this.delivered++;
          this.#told(String(text), Number(seq));
        },
        refused: (code) => reject(new Error(`a talker was refused: ${code}`)),
      });
    }
    return promise;
  }

  /** Resolves when nobody is connected any more. */
  async allGone(): Promise<void> {
    await Promise.all(this.#talkers.map(({ gone }) => gone));
  }

  /** Reads what the server has kept of the last life and holds it against the books. */
  async inspect(endpoints: Endpoints): Promise<void> {
    const from = this.#lastKept;
    const messages = await readAll(endpoints, from);
    for (const [i, { seq, text }] of messages.entries()) {
      if (seq !== from + i + 1)
        this.faults.push(`number ${from + i + 1} is missing, ${String(seq)} comes instead`);
      const known = this.#seqOf.get(String(text));
      if (known !== undefined)
        this.faults.push(`${String(text)} is there twice: ${known} and ${String(seq)}`);
      this.#seqOf.set(String(text), Number(seq));
    }
    for (const [text, seq] of this.#toldOf) {
      const kept = this.#seqOf.get(text);
      if (kept === undefined) this.faults.push(`${text} was acknowledged or delivered as ${seq} and is lost`);
      else if (kept !== seq) this.faults.push(`${text} was told to be ${seq} and is ${kept}`);
    }
    this.#toldOf.clear();
    this.kept += messages.length;
    this.#lastKept += messages.length;
  }

  #told(text: string, seq: number): void {
    const before = this.#toldOf.get(text);
    if (before !== undefined && before !== seq)
      this.faults.push(`${text} was told to be ${before} and ${seq}`);
    this.#toldOf.set(text, seq);
  }
}

interface TalkerEvents {
  said(text: string, frame: ReadFrame): void;
  heard(frame: ReadFrame): void;
  refused(code: string): void;
}

/** One nick over many connections. */
class Talker {
  gone: Promise<void> = Promise.resolve();
  readonly #nick: string;
  /** Texts without an acknowledgement, oldest first; each is its message's id and ref too. */
  readonly #pending = new Set<string>();
  #count = 0;

  constructor(nick: string) {
    this.#nick = nick;
  }

  connect(endpoints: Endpoints, events: TalkerEvents): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    const client = open(endpoints, this.#nick, {
      error: (code) => events.refused(code),
      closed: () => resolve(),
      frame: (frame) => {
        if (frame.type === 'welcome') client.send({ type: 'join', room: ROOM });
        else if (frame.type === 'joined') {
          for (const text of this.#pending) this.#say(client, text);
          this.#goOn(client);
        } else if (frame.type === 'message') events.heard(frame);
        else if (frame.type === 'said') {
          this.#pending.delete(String(frame.ref));
          events.said(String(frame.ref), frame);
          this.#goOn(client);
        }
      },
    });
  }

  #goOn(client: ChurnClient): void {
    while (this.#pending.size < OUTSTANDING) {
      const text = `${this.#nick} says ${++this.#count}`;
      this.#pending.add(text);
      this.#say(client, text);
    }
  }

  #say(client: ChurnClient, text: string): void {
    client.send({ type: 'say', room: ROOM, text, id: text, ref: text });
  }
}

/** All messages after `since`, in the order in which they came. */
function readAll(endpoints: Endpoints, since: number): Promise<ReadFrame[]> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadFrame[]>();
  const messages: ReadFrame[] = [];
  let last = 0;
  const client = open(endpoints, 'inspector', {
    error: (code) => reject(new Error(`the inspector was refused: ${code}`)),
    closed: () => resolve(messages),
    frame(frame) {
      if (frame.type === 'welcome') client.send({ type: 'join', room: ROOM, since });
      else if (frame.type === 'message') messages.push(frame);
      else if (frame.type === 'joined') last = Number(frame.seq);
      if (frame.type !== 'welcome' && (messages.at(-1)?.seq ?? since) === Math.max(last, since))
        client.go('bye');
    },
  });
  return promise;
}

function open(
  endpoints: Endpoints,
  nick: string,
  events: ConstructorParameters<typeof ChurnClient>[3],
): ChurnClient {
  const endpoint = endpoints[0];
  if (endpoint === undefined) throw new Error('no endpoint');
  return new ChurnClient(wireOf(endpoint.binding), new URL(endpoint.url), nick, events);
}
