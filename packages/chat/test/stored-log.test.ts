// The log over a store: what the memory log does, over restarts too, and nothing before the store has it (HIST-5).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AppendResult,
  createMemoryLog,
  createStoredLog,
  type LogEntry,
  type RoomLog,
} from '../src/index.ts';
import { KeptStore } from './rig/kept-store.ts';

const SIZES = { historySize: 3, historyRooms: 2 };

function openLog(store: KeptStore, sizes = SIZES): RoomLog & { readonly delivered: string[] } {
  const delivered: string[] = [];
  const log = createStoredLog({ ...sizes, store: store.open() });
  log.onAppended((room, entry) => delivered.push(`${room} ${entry.seq} ${entry.text}`));
  return { ...bound(log), delivered };
}

/** The methods without their object, so that they can be spread. */
function bound(log: RoomLog): RoomLog {
  return {
    append: (...args) => log.append(...args),
    onAppended: (listener) => log.onAppended(listener),
    lastSeq: (...args) => log.lastSeq(...args),
    read: (...args) => log.read(...args),
    occupied: (...args) => log.occupied(...args),
  };
}

function append(log: RoomLog, room: string, text: string, id?: string): { result?: AppendResult } {
  const answer: { result?: AppendResult } = {};
  log.append(room, { from: 'ada', text, at: 7, ...(id !== undefined && { id }) }, (result) => {
    answer.result = result;
  });
  return answer;
}

const read = (log: RoomLog, room: string) => {
  let seen: [number[], number] | undefined;
  log.read(room, {}, (entries: readonly LogEntry[], oldest) => {
    seen = [entries.map(({ seq }) => seq), oldest];
  });
  return seen;
};

const lastSeq = (log: RoomLog, room: string): number => {
  let last = -1;
  log.lastSeq(room, (seq) => {
    last = seq;
  });
  return last;
};

test('HIST-5 nothing is delivered, answered or read before the store has it; what comes meanwhile is one commit', () => {
  const store = new KeptStore();
  store.held = [];
  const log = openLog(store);
  log.occupied('r', true);
  const answers = ['1', '2', '3'].map((text) => append(log, 'r', text));
  expect([log.delivered, answers, lastSeq(log, 'r'), read(log, 'r')]).toEqual([[], [{}, {}, {}], 0, [[], 1]]);
  store.next();
  expect(log.delivered).toEqual(['r 1 1']);
  store.next();
  expect(log.delivered).toEqual(['r 1 1', 'r 2 2', 'r 3 3']);
  expect(answers[2]?.result).toMatchObject({ ok: true, seq: 3 });
  expect(store.commits).toBe(2);
});

test('SAY-5 a repeat is found in the same commit, in a later one and after a restart', () => {
  const store = new KeptStore();
  store.held = [];
  const log = openLog(store);
  const answers = [append(log, 'r', 'before'), append(log, 'r', 'x', 'i'), append(log, 'r', 'x', 'i')];
  for (let i = 0; i < 3; i++) store.next();
  expect(answers.map(({ result }) => result)).toMatchObject([
    { seq: 1, duplicate: false },
    { seq: 2, duplicate: false },
    { seq: 2, duplicate: true },
  ]);
  store.held = undefined;
  const again = openLog(store);
  expect(append(again, 'r', 'x', 'i').result).toMatchObject({ seq: 2, at: 7, duplicate: true });
  expect(append(again, 'r', 'y').result).toMatchObject({ seq: 3, duplicate: false });
});

test('a commit that fails is answered unavailable, delivers nothing and gives no number', () => {
  const store = new KeptStore();
  const log = openLog(store);
  store.isBroken = true;
  expect(append(log, 'r', 'lost', 'i').result).toEqual({ ok: false, code: 'unavailable' });
  store.isBroken = false;
  expect(append(log, 'r', 'kept', 'i').result).toMatchObject({ seq: 1, duplicate: false });
  expect(log.delivered).toEqual(['r 1 kept']);
});

const ROOMS = ['a', 'b', 'c', 'd'];
const say = fc.record({
  kind: fc.constant('append' as const),
  room: fc.constantFrom(...ROOMS),
  id: fc.option(fc.constantFrom('i', 'j'), { nil: undefined }),
});
const occupy = fc.record({
  kind: fc.constant('occupied' as const),
  room: fc.constantFrom(...ROOMS),
  yes: fc.boolean(),
});
const restart = fc.record({ kind: fc.constant('restart' as const) });

test.each([
  ['forgets', SIZES, fc.oneof(say, occupy)],
  // Which room was used last is remembered over a restart by what was said in it alone.
  ['remembers over restarts', { historySize: 3, historyRooms: ROOMS.length }, fc.oneof(say, occupy, restart)],
])('it numbers, keeps, recognises and %s as the memory log does', (_what, sizes, action) => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const store = new KeptStore();
      const model = createMemoryLog(sizes);
      let log = openLog(store, sizes);
      const inside = new Set<string>();
      for (const one of actions) {
        if (one.kind === 'append') {
          expect(append(log, one.room, 'x', one.id)).toEqual(append(model, one.room, 'x', one.id));
        } else if (one.kind === 'occupied') {
          if (one.yes === inside.has(one.room)) continue;
          for (const each of [log, model]) each.occupied(one.room, one.yes);
          if (one.yes) inside.add(one.room);
          else inside.delete(one.room);
        } else {
          // Everybody is gone with the process, and comes back at once.
          log = openLog(store, sizes);
          for (const room of inside) log.occupied(room, true);
        }
        for (const room of inside) {
          expect([lastSeq(log, room), read(log, room)]).toEqual([lastSeq(model, room), read(model, room)]);
        }
      }
    }),
    { numRuns: 150 },
  );
});
