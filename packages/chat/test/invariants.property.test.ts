// Random clients against the invariants of the protocol, with ports that answer at once and with ports that answer
// later in any order. What is promised is in rig/observer.ts and, for the whole, at the end of a run.
import { compareCodePoints, isReservedNick, type Limits, nickKey } from '@hubbub/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryLog, type Draft, type Fanout, type LogEntry, type RoomLog } from '../src/index.ts';
import { type Action, actions, NICKS, ROOMS, requestOf, SLOTS } from './rig/actions.ts';
import { createPlainFanout } from './rig/fanout.ts';
import { createLateDirectory, createLateLog, Turns } from './rig/late-ports.ts';
import { Agreement, isSameNick, Observer } from './rig/observer.ts';
import { createRig, type TestClient } from './rig/rig.ts';

const LIMITS = fc.record({
  maxRooms: fc.constantFrom(2, 10),
  historySize: fc.constantFrom(0, 2, 1_000),
  historyRooms: fc.constantFrom(1, 100),
  presenceMembers: fc.constantFrom(0, 1, 2, 3),
});

/** Holds what a log is told and gives back against ORDER-1 and SAY-5. */
function audited(log: RoomLog, { historySize = 0 }: Partial<Limits>) {
  const lives = new Map<string, LogEntry[]>();
  const occupied = new Set<string>();
  const isRepeat = (old: LogEntry, { id, from }: Draft): boolean =>
    id !== undefined && old.id === id && isSameNick(old.from, from);
  const watched: RoomLog = {
    ...log,
    occupied(room, yes) {
      expect(occupied.has(room)).toBe(!yes);
      if (yes) occupied.add(room);
      else occupied.delete(room);
      log.occupied(room, yes);
    },
    onAppended(listener) {
      log.onAppended((room, entry) => {
        // A room that was forgotten starts a new life, which knows nothing of the ids of the one before.
        const life = entry.seq === 1 ? [] : (lives.get(room) ?? []);
        const retained = historySize > 0 ? life.slice(-historySize) : [];
        expect(retained.some((old) => isRepeat(old, entry))).toBe(false);
        lives.set(room, life);
        expect(entry.seq).toBe(life.length + 1);
        life.push(entry);
        listener(room, entry);
      });
    },
  };
  return { log: watched, occupied };
}

/** Holds `room_size` to once a second (ROOM-8). */
function timed(fanout: Fanout, now: () => number): Fanout {
  const toldAt = new Map<string, number>();
  return {
    ...fanout,
    publish(room, frame) {
      if (frame.type === 'room_size') {
        expect(now() - (toldAt.get(room) ?? 0)).toBeGreaterThanOrEqual(1_000);
        toldAt.set(room, now());
      }
      fanout.publish(room, frame);
    },
  };
}

interface Seat {
  readonly client: TestClient;
  readonly observer: Observer;
}

function run(limits: Partial<Limits>, steps: readonly Action[], turns: Turns | undefined): void {
  const sizes = { historySize: limits.historySize ?? 0, historyRooms: limits.historyRooms ?? 1 };
  const audit = audited(turns ? createLateLog(sizes, turns) : createMemoryLog(sizes), limits);
  let nowOf = () => 0;
  const rig = createRig({
    limits,
    ports: {
      log: audit.log,
      fanout: timed(createPlainFanout(), () => nowOf()),
      ...(turns && { directory: createLateDirectory(turns) }),
    },
  });
  nowOf = rig.clock.now;
  const agreement = new Agreement();
  const seats: (Seat | undefined)[] = Array.from({ length: SLOTS });
  const former: Seat[] = [];
  let serial = 0;

  const seatAt = (slot: number): Seat => {
    const taken = seats[slot];
    if (taken?.client.isOpen) return taken;
    if (taken !== undefined) former.push(taken);
    const client = rig.connect();
    const observer = new Observer(agreement);
    client.watch = (request) => observer.asked(request);
    client.outlet.watch = (frame) => observer.saw(frame);
    const seat = { client, observer };
    seats[slot] = seat;
    return seat;
  };
  /** A new connection continues the session of the one in this slot, which stays open meanwhile (NICK-5). */
  const takeOver = (slot: number): void => {
    const old = seats[slot];
    old?.client.take();
    const { nick, token } = old?.observer ?? {};
    if (old === undefined || nick === undefined || token === undefined) return;
    former.push(old);
    seats[slot] = undefined;
    seatAt(slot).client.send({ type: 'hello', ref: `r${++serial}`, version: 1, nick, session: token });
  };
  for (const step of steps) {
    if (step.does === 'turn') turns?.take(step.pick);
    else if (step.does === 'wait') rig.clock.advance(step.ms);
    else if (step.does === 'takeover') takeOver(step.slot);
    else if (step.does === 'close') {
      for (const { client } of former.splice(0)) {
        client.take();
        client.close();
      }
      seats[step.slot]?.client.close();
    } else if (step.does === 'look') seats[step.slot]?.client.take();
    else {
      const request = requestOf(step, ++serial);
      if (request !== undefined) seatAt(step.slot).client.send(request);
    }
  }

  for (let pick = 0; turns !== undefined && turns.size > 0; pick += 7) turns.take(pick);
  rig.clock.advance(3_000);
  for (const seat of [...former, ...seats]) seat?.client.take();

  // All is quiet: what the clients were told must now be one truth.
  const open = [...former, ...seats].flatMap((seat) => (seat?.client.isOpen ? [seat] : []));
  const welcomed = open.filter(({ observer }) => observer.nick !== undefined);
  for (const { client, observer } of open) {
    expect(client.session.busy).toBe(false);
    expect(client.waiting + observer.unanswered).toBe(0);
  }
  const keys = welcomed.map(({ observer }) => nickKey(observer.nick ?? ''));
  expect(new Set(keys).size).toBe(keys.length);

  const truth = new Map<string, string[]>();
  for (const name of ROOMS) {
    const inside = welcomed.filter(({ observer }) => observer.rooms.has(name));
    const nicks = inside.map(({ observer }) => observer.nick ?? '').sort(compareCodePoints);
    if (nicks.length > 0) truth.set(name, nicks);
    const views = inside.map(({ observer }) => observer.rooms.get(name));
    for (const view of views) {
      expect(view?.last ?? view?.joinedSeq).toBe(views[0]?.last ?? views[0]?.joinedSeq);
      expect(view?.mode).toBe(views[0]?.mode);
      if (view?.members !== undefined) expect([...view.members].sort(compareCodePoints)).toEqual(nicks);
      if (view?.mode === 'size') expect(view.size).toBe(nicks.length);
      const limit = rig.limits.presenceMembers;
      if (limit === 0 || nicks.length * 2 <= limit) expect(view?.mode).toBe('each');
      else if (nicks.length > limit) expect(view?.mode).toBe('size');
    }
  }
  expect(rig.chat.counts).toMatchObject({ sessions: welcomed.length, rooms: truth.size });

  const asker = rig.connect().send({ type: 'hello', version: 1, nick: 'asker' });
  while (turns !== undefined && turns.size > 0) turns.take(0);
  asker.take();
  const names = [...truth.keys()].sort(compareCodePoints);
  expect(asker.ask({ type: 'rooms' })).toEqual([
    { type: 'rooms', rooms: names.map((room) => ({ room, members: truth.get(room)?.length ?? 0 })) },
  ]);
  for (const room of ROOMS) {
    expect(asker.ask({ type: 'who', room })).toEqual([
      { type: 'members', room, members: truth.get(room) ?? [] },
    ]);
  }

  // And when everybody is gone, nothing of them may be left.
  for (const seat of [...former, ...seats]) seat?.client.close();
  asker.close();
  expect(rig.chat.counts).toMatchObject({ sessions: 0, rooms: 0 });
  expect(rig.clock.timers).toBe(0);
  expect(audit.occupied).toEqual(new Set());
  for (const nick of new Set(NICKS.filter((name) => !isReservedNick(name)).map(nickKey))) {
    const next = rig.connect().send({ type: 'hello', version: 1, nick });
    while (turns !== undefined && turns.size > 0) turns.take(0);
    expect(next.take()).toMatchObject([{ type: 'welcome', nick }]);
  }
}

test('§§3–8 hold for random clients over ports that answer at once', () => {
  fc.assert(
    fc.property(LIMITS, actions(false), (limits, steps) => run(limits, steps, undefined)),
    { numRuns: 200 },
  );
});

test('§§3–8 hold for random clients over ports that answer later, in any order', () => {
  fc.assert(
    fc.property(LIMITS, actions(true), (limits, steps) => run(limits, steps, new Turns())),
    { numRuns: 500 },
  );
});
