// Mutants that break the section HIST of PROTOCOL.md but for durability: data, each one fault.
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';
import { altered, misread } from './refusal.ts';

type Entry = { seq: number; [member: string]: unknown };

const messagesOf = (frame: MutableFrame): Entry[] => frame.messages as Entry[];

/** Hooks that know whether a message is replayed: from `joined` of a join with `since` up to its `seq`. */
function onReplay(change: (frame: MutableFrame, count: number) => MutableFrame | undefined) {
  return () => () => {
    let joins: boolean[] = [];
    let until = 0;
    let count = 0;
    return {
      fromClient(frame: MutableFrame): MutableFrame {
        if (frame.type === 'join') joins.push(frame.since !== undefined);
        return frame;
      },
      fromServer(frame: MutableFrame): MutableFrame | undefined {
        if (frame.type === 'joined') {
          until = joins[0] ? Number(frame.seq) : 0;
          joins = joins.slice(1);
          count = 0;
        }
        return frame.type === 'message' && Number(frame.seq) <= until ? change(frame, ++count) : frame;
      },
    };
  };
}

/** Gives the rooms that somebody was in and nobody is any more. */
function emptiedRooms(): (connection: MutantConnection, frame: MutableFrame) => boolean {
  const members = new Map<unknown, Set<MutantConnection>>();
  return (connection, { type, room }) => {
    const inside = members.get(room) ?? new Set();
    members.set(room, inside);
    for (const member of inside) if (!connection.all.includes(member)) inside.delete(member);
    const isEmpty = inside.size === 0;
    if (type === 'join') inside.add(connection);
    if (type === 'leave') inside.delete(connection);
    return type === 'join' && isEmpty;
  };
}

/** The mutants of HIST-1 to HIST-4. */
export const historyMutants: readonly Mutant[] = [
  defineMutant({
    id: 'history-one-too-few',
    title: 'keeps one message less than historySize',
    clause: 'HIST-1',
    kills: ['HIST-1.1', 'HIST-3.8', 'HIST-5.4'],
    asks: ({ historySize }) => ({ historySize: Math.max(0, historySize - 1) }),
  }),
  defineMutant({
    id: 'history-one-too-many',
    title: 'keeps one message more than historySize',
    clause: 'HIST-1',
    kills: ['HIST-1.1', 'HIST-3.8', 'HIST-3.9', 'HIST-5.4'],
    asks: ({ historySize }) => ({ historySize: historySize + 1 }),
  }),
  defineMutant({
    id: 'history-gone-with-the-last',
    title: 'forgets what was said in a room when the last member leaves',
    clause: 'HIST-1',
    kills: ['HIST-1.2', 'HIST-1.3'],
    fault: () => {
      const isEmptied = emptiedRooms();
      return (connection) => ({
        fromClient(frame) {
          if (!isEmptied(connection, frame)) return frame;
          const { since: _, ...forgetful } = frame;
          return forgetful as MutableFrame;
        },
      });
    },
  }),
  defineMutant({
    id: 'history-of-one-room-less',
    title: 'keeps the history of one empty room less than historyRooms',
    clause: 'HIST-1',
    kills: ['HIST-1.3'],
    asks: ({ historyRooms }) => ({ historyRooms: Math.max(1, historyRooms - 1) }),
  }),
  defineMutant({
    id: 'replay-before-joined',
    title: 'sends joined after the replay',
    clause: 'HIST-2',
    kills: ['HIST-2.1'],
    fault: () => () => {
      let held: MutableFrame | undefined;
      return {
        fromServer(frame) {
          if (frame.type === 'joined' && Number(frame.seq) > 0) {
            held = frame;
            return undefined;
          }
          if (held === undefined) return frame;
          const joined = held;
          held = undefined;
          return [frame, joined];
        },
      };
    },
  }),
  defineMutant({
    id: 'replay-since-inclusive',
    title: 'repeats the message that since names',
    clause: 'HIST-2',
    kills: ['HIST-2.1', 'HIST-2.2', 'HIST-2.6'],
    fault: misread('join', (frame) =>
      Number(frame.since) > 0 ? { ...frame, since: Number(frame.since) - 1 } : frame,
    ),
  }),
  defineMutant({
    id: 'replay-skips-the-first',
    title: 'leaves out the first message after since',
    clause: 'HIST-2',
    kills: ['HIST-2.1', 'HIST-2.2', 'HIST-2.4', 'HIST-2.6'],
    fault: onReplay((frame, count) => (count === 1 ? undefined : frame)),
  }),
  defineMutant({
    id: 'replay-unasked',
    title: 'replays to a client that did not ask',
    clause: 'HIST-2',
    kills: ['HIST-2.3'],
    fault: misread('join', (frame) => (frame.since === undefined ? { ...frame, since: 0 } : frame)),
  }),
  defineMutant({
    id: 'replay-loses-what-is-live',
    title: 'loses the message that is said while it replays',
    clause: 'HIST-2',
    kills: ['HIST-2.4'],
    fault: () => () => {
      let firstLive = 0;
      return {
        fromServer(frame) {
          if (frame.type === 'joined') firstLive = Number(frame.seq) > 0 ? Number(frame.seq) + 1 : 0;
          return frame.type === 'message' && frame.seq === firstLive ? undefined : frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'gap-never-told',
    title: 'does not tell of a gap',
    clause: 'HIST-2',
    kills: ['HIST-1.1', 'HIST-2.5', 'HIST-5.4'],
    fault: altered('joined', ({ gap: _, ...frame }) => frame as MutableFrame),
  }),
  defineMutant({
    id: 'gap-always-told',
    title: 'tells of a gap where there is none',
    clause: 'HIST-2',
    kills: ['HIST-2.2', 'HIST-2.3', 'HIST-5.1'],
    fault: altered('joined', (frame) => ({ ...frame, gap: true })),
  }),
  defineMutant({
    id: 'replay-without-ids',
    title: 'does not keep the id of a message',
    clause: 'HIST-2',
    kills: ['HIST-2.7', 'HIST-5.1'],
    fault: onReplay(({ id: _, ...frame }) => frame as MutableFrame),
  }),
  defineMutant({
    id: 'replay-stamped-anew',
    title: 'gives a replayed message the time of its replay',
    clause: 'HIST-2',
    kills: ['HIST-2.7', 'HIST-5.1', 'HIST-6.3'],
    fault: onReplay((frame) => ({ ...frame, at: Number(frame.at) + 1 })),
  }),
  defineMutant({
    id: 'history-newest-first',
    title: 'gives history newest first',
    clause: 'HIST-3',
    kills: ['HIST-3.1', 'HIST-3.2', 'HIST-3.7'],
    fault: altered('history', (frame) => ({ ...frame, messages: messagesOf(frame).reverse() })),
  }),
  defineMutant({
    id: 'history-before-inclusive',
    title: 'gives the message that before names again',
    clause: 'HIST-3',
    kills: ['HIST-3.2', 'HIST-3.6', 'HIST-3.8'],
    fault: misread('history', (frame) =>
      typeof frame.before === 'number' && frame.before >= 1 ? { ...frame, before: frame.before + 1 } : frame,
    ),
  }),
  defineMutant({
    id: 'history-never-more',
    title: 'says that a page is the last one',
    clause: 'HIST-3',
    kills: ['HIST-3.1', 'HIST-3.2', 'HIST-3.3', 'HIST-3.6'],
    fault: altered('history', (frame) => ({ ...frame, more: false })),
  }),
  defineMutant({
    id: 'history-more-by-seq',
    title: 'says that there is more as long as it did not come to seq 1',
    clause: 'HIST-3',
    kills: ['HIST-3.8'],
    fault: altered('history', (frame) => ({ ...frame, more: messagesOf(frame)[0]?.seq !== 1 })),
  }),
  defineMutant({
    id: 'history-ten-by-default',
    title: 'gives ten messages where no limit is given',
    clause: 'HIST-3',
    kills: ['HIST-3.3'],
    fault: misread('history', (frame) => ('limit' in frame ? frame : { ...frame, limit: 10 })),
  }),
  defineMutant({
    id: 'history-limit-clamped',
    title: 'takes the nearest limit for one that is out of range',
    clause: 'HIST-3',
    kills: ['HIST-3.4'],
    fault: misread('history', (frame) =>
      typeof frame.limit === 'number'
        ? { ...frame, limit: Math.min(1_000, Math.max(1, Math.round(frame.limit))) }
        : frame,
    ),
  }),
  defineMutant({
    id: 'history-for-strangers',
    title: 'gives an empty history to who is not in the room',
    clause: 'HIST-3',
    kills: ['HIST-3.5'],
    fault: altered('error', (frame) =>
      frame.code === 'not_joined'
        ? { type: 'history', ref: frame.ref, room: 'r', messages: [], more: false }
        : frame,
    ),
  }),
  defineMutant({
    id: 'history-with-types',
    title: 'gives whole message frames as elements of a history',
    clause: 'HIST-3',
    kills: ['HIST-3.7'],
    fault: altered('history', (frame) => ({
      ...frame,
      messages: messagesOf(frame).map((message) => ({ ...message, room: frame.room })),
    })),
  }),
  defineMutant({
    id: 'replay-breaks-off',
    title: 'replays the first hundred messages alone',
    clause: 'HIST-4',
    kills: ['HIST-4.1', 'HIST-4.2'],
    fault: onReplay((frame, count) => (count > 100 ? undefined : frame)),
  }),
  defineMutant({
    id: 'replay-evicts',
    title: 'takes who asked for a long replay for a slow consumer',
    clause: 'HIST-4',
    kills: ['HIST-4.1', 'HIST-4.2'],
    fault: () => (connection) => {
      const inner = onReplay((frame, count) => {
        if (count === 200) {
          connection.toClient({ type: 'error', code: 'slow_consumer', message: 'too slow', fatal: true });
          connection.close(4003);
        }
        return count >= 200 ? undefined : frame;
      });
      return inner()();
    },
  }),
];
