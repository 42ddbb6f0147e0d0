// Servers that are no mutants of one clause: the good server behind the proxy, which must pass everything, and those
// that hardly do anything, which must pass nothing that says MUST.
import type { MutableFrame, Mutant } from './mutant.ts';

/** The good server behind a proxy that changes nothing: shows that the proxy adds no fault of its own. */
export const IDENTITY: Mutant = {
  id: 'identity',
  title: 'changes nothing',
  clause: 'BIND-1',
  kills: [],
  fault: () => () => ({ fromClient: (frame) => frame, fromServer: (frame) => frame }),
};

/** Accepts connections and never says a word. */
export const SILENT: Mutant = {
  id: 'null',
  title: 'accepts connections and says nothing, ever',
  clause: 'HELLO-2',
  kills: [],
  onSignal: () => false,
  fault: () => () => ({
    clientBytes: () => undefined,
    serverBytes: () => undefined,
    clientEnded: () => false,
    serverEnded: () => false,
  }),
};

/** Sends each frame back to its sender. */
export const ECHO: Mutant = {
  id: 'echo',
  title: 'sends every frame back to its sender',
  clause: 'HELLO-2',
  kills: [],
  onSignal: () => false,
  fault: () => (connection) => ({
    fromClient(frame) {
      connection.toClient(frame);
      return undefined;
    },
  }),
};

/** Gives every request the answer that it would get in a chat where nothing ever happens. */
export const CANNED: Mutant = {
  id: 'static',
  title: 'gives every request a canned answer and keeps no state',
  clause: 'SAY-1',
  kills: [],
  onSignal: () => false,
  fault: () => (connection) => ({
    fromClient(frame) {
      // Only the hello goes through, so that the limits stated are real ones.
      if (frame.type === 'hello') return frame;
      const answer = cannedAnswer(frame, connection.nick);
      if (answer !== undefined) {
        connection.toClient(typeof frame.ref === 'string' ? { ...answer, ref: frame.ref } : answer);
      }
      return undefined;
    },
  }),
};

function cannedAnswer({ type, room, nick, data }: MutableFrame, own: string): MutableFrame | undefined {
  const answers: Record<string, MutableFrame> = {
    join: { type: 'joined', room, seq: 0, members: [own], complete: true, presence: 'each' },
    leave: { type: 'left', room },
    rename: { type: 'renamed', from: own, to: nick },
    who: { type: 'members', room, members: [own] },
    rooms: { type: 'rooms', rooms: [] },
    say: { type: 'said', room, seq: 1, at: 1 },
    direct: { type: 'said', at: 1 },
    history: { type: 'history', room, messages: [], more: false },
    ping: data === undefined ? { type: 'pong' } : { type: 'pong', data },
    bye: { type: 'closing', reason: 'bye' },
  };
  return answers[type];
}

/** All of them, for `mutant:<id>`. */
export const BASELINES: readonly Mutant[] = [IDENTITY, SILENT, ECHO, CANNED];
