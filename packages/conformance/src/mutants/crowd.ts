// Broken servers that only many clients, or a second look at the last character, find out.
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';
import { misread } from './refusal.ts';

/** The mutants of the crowd's cases, of strict ones and of further ones of RATE. */
export const crowdMutants: readonly Mutant[] = [
  defineMutant({
    id: 'renames-to-a-taken-nick',
    title: 'tells a client that it is renamed although the nick is taken',
    clause: 'NICK-2',
    kills: ['NICK-2.5'],
    fault: () => (connection) => {
      const renames = new Map<unknown, unknown>();
      return {
        fromClient(frame) {
          if (frame.type === 'rename') renames.set(frame.ref, frame.nick);
          return frame;
        },
        fromServer: (frame) =>
          frame.code === 'nick_taken' && renames.has(frame.ref)
            ? {
                type: 'renamed',
                ...(frame.ref !== undefined && { ref: frame.ref }),
                from: connection.nick,
                to: renames.get(frame.ref),
              }
            : frame,
      };
    },
  }),
  defineMutant({
    id: 'forgets-some-departures',
    title: 'does not tell of every seventh departure',
    clause: 'ROOM-7',
    kills: ['ROOM-7.4'],
    fault: () => () => {
      let count = 0;
      return {
        fromServer: (frame) => (frame.type === 'member_left' && ++count % 7 === 0 ? undefined : frame),
      };
    },
  }),
  defineMutant({
    id: 'forgets-the-fortieth-member',
    title: 'delivers to the first forty connections alone',
    clause: 'SAY-1',
    kills: ['SAY-1.4'],
    fault: () => (connection) => ({
      fromServer: (frame) => (frame.type === 'message' && connection.id > 40 ? undefined : frame),
    }),
  }),
  defineMutant({
    id: 'loses-messages-at-joins',
    title: 'loses the message after somebody joined',
    clause: 'ORDER-1',
    kills: ['ORDER-1.4'],
    fault: () => () => {
      let last = '';
      return {
        fromServer(frame) {
          const isLost = frame.type === 'message' && last === 'member_joined';
          last = frame.type;
          return isLost ? undefined : frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'takes-format-characters',
    title: 'takes invisible characters out of a nick instead of refusing it',
    clause: 'NICK-1',
    kills: ['NICK-1.5'],
    fault: misread('rename', (frame) => ({ ...frame, nick: String(frame.nick).replace(/\p{Cf}/gu, '') })),
  }),
  defineMutant({
    id: 'takes-dots-in-room-names',
    title: 'takes a dot in a room name for a hyphen',
    clause: 'ROOM-1',
    kills: ['ROOM-1.4'],
    fault: misread('join', (frame) => ({ ...frame, room: String(frame.room).replace(/\./g, '-') })),
  }),
  defineMutant({
    id: 'clock-in-seconds',
    title: 'gives at in seconds',
    clause: 'SAY-2',
    kills: ['SAY-2.3'],
    fault: () => () => ({
      fromServer: (frame) =>
        typeof frame.at === 'number' ? { ...frame, at: Math.floor(frame.at / 1_000) } : frame,
    }),
  }),
  defineMutant({
    id: 'timers-twice-as-long',
    title: 'waits twice as long for a hello as stated',
    clause: 'LIMIT-2',
    kills: ['LIMIT-2.1'],
    asks: ({ helloTimeoutMs }) => ({ helloTimeoutMs: 2 * helloTimeoutMs }),
  }),
  defineMutant({
    id: 'who-is-free',
    title: 'takes no token for who',
    clause: 'RATE-1',
    kills: ['RATE-1.6'],
    fault: () => () => {
      const rooms = new Map<unknown, unknown>();
      return {
        fromClient(frame) {
          if (frame.type === 'who') rooms.set(frame.ref, frame.room);
          return frame;
        },
        fromServer: (frame) =>
          frame.code === 'rate_limited' && rooms.has(frame.ref)
            ? ({ type: 'members', ref: frame.ref, room: rooms.get(frame.ref), members: [] } as MutableFrame)
            : frame,
      };
    },
  }),
  defineMutant({
    id: 'takes-later-what-it-refused',
    title: 'refuses a request for the rate and takes it later all the same',
    clause: 'RATE-1',
    kills: ['RATE-1.7'],
    fault: () => (connection) => {
      const sent = new Map<unknown, MutableFrame>();
      return {
        fromClient(frame) {
          if (frame.type === 'say') sent.set(frame.ref, { ...frame });
          return frame;
        },
        fromServer(frame) {
          const again = frame.code === 'rate_limited' ? sent.get(frame.ref) : undefined;
          if (again !== undefined) {
            const { ref: _, ...bare } = again;
            setTimeout(() => connection.toServer(bare as MutableFrame), 60).unref();
          }
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'counts-all-violations',
    title: 'counts violations over the whole connection, not in a row',
    clause: 'RATE-1',
    kills: ['RATE-1.8'],
    fault: () => (connection) => {
      let count = 0;
      return {
        fromServer(frame) {
          if (frame.code !== 'rate_limited' || ++count < 8) return frame;
          connection.toClient(frame);
          connection.close(4005);
          return undefined;
        },
      };
    },
  }),
];
