// What the engine promises while a port still owes an answer (ORDER-2, SAY-7, NICK-5, HIST-2).
import type { Limits } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { createMemoryLog, type LogEntry, type RoomLog } from '../src/index.ts';
import { createLateDirectory, createLateLog, Turns } from './rig/late-ports.ts';
import { createRig, type Rig, type TestClient } from './rig/rig.ts';

const SIZES = { historySize: 100, historyRooms: 10 };

interface LateRig extends Rig {
  readonly turns: Turns;
  /** Lets everything happen that is still to happen, oldest first. */
  settle(): void;
  settled(nick: string, ...rooms: string[]): TestClient;
}

function createLateRig(limits: Partial<Limits> = {}): LateRig {
  const turns = new Turns();
  const rig = createRig({
    limits: { ...SIZES, ...limits },
    ports: { log: createLateLog(SIZES, turns), directory: createLateDirectory(turns) },
  });
  const settle = (): void => {
    while (turns.size > 0) turns.take(0);
  };
  return {
    ...rig,
    turns,
    settle,
    settled(nick, ...rooms) {
      const client = rig.enter(nick, ...rooms);
      settle();
      client.take();
      return client;
    },
  };
}

test('ORDER-2 a session whose request waits takes its next one after the answer; others go on', () => {
  const rig = createLateRig();
  const ada = rig.settled('ada', 'lobby');
  const bob = rig.settled('bob', 'lobby');
  ada.take();
  ada.send({ type: 'say', ref: 's', room: 'lobby', text: 'x' }, { type: 'who', ref: 'w', room: 'lobby' });
  expect(ada.session.busy).toBe(true);
  expect(bob.ask({ type: 'who', room: 'lobby' })).toMatchObject([{ members: ['ada', 'bob'] }]);
  expect(ada.take()).toEqual([]);
  rig.settle();
  expect(ada.session.busy).toBe(false);
  expect(ada.take()).toMatchObject([
    { type: 'message' },
    { type: 'said', ref: 's' },
    { type: 'members', ref: 'w' },
  ]);
});

test('SAY-7 a message accepted before its sender closed is delivered before its member_left', () => {
  const rig = createLateRig();
  const ada = rig.settled('ada', 'lobby');
  const bob = rig.settled('bob', 'lobby');
  ada.take();
  bob.send({ type: 'say', ref: 's', room: 'lobby', text: 'last words' }).close('timeout');
  expect(ada.take()).toEqual([]);
  rig.settle();
  expect(ada.take()).toMatchObject([
    { type: 'message', from: 'bob', text: 'last words' },
    { type: 'member_left', nick: 'bob', reason: 'timeout' },
  ]);
  expect(bob.take()).toEqual([]);
  expect(rig.chat.counts.sessions).toBe(1);
});

test('SAY-7 a direct message on its way when its sender closed is delivered', () => {
  const rig = createLateRig();
  const ada = rig.settled('ada');
  const bob = rig.settled('bob');
  bob.send({ type: 'direct', ref: 'd', to: 'ada', text: 'psst' }).close();
  rig.settle();
  expect(ada.take()).toMatchObject([{ type: 'direct', from: 'bob', text: 'psst' }]);
});

test('NICK-5 the successor is welcomed after the old one’s message and its member_left', () => {
  const rig = createLateRig();
  const bob = rig.settled('bob', 'lobby');
  const old = rig.connect().send({ type: 'hello', version: 1, nick: 'ada' }, { type: 'join', room: 'lobby' });
  rig.settle();
  const [welcome] = old.take();
  if (welcome?.type !== 'welcome') throw new Error('not welcomed');
  bob.take();
  const next = rig.connect();
  next.send(
    { type: 'hello', version: 1, nick: 'ada', session: welcome.session },
    { type: 'join', room: 'lobby' },
  );
  old.send({ type: 'say', room: 'lobby', text: 'last words' });
  rig.turns.take(0); // the claim
  expect(old.take()).toMatchObject([{ type: 'error', code: 'replaced', fatal: true }]);
  rig.turns.take(1); // its answer
  expect(next.take()).toEqual([]);
  rig.settle();
  expect(bob.take()).toMatchObject([
    { type: 'message', from: 'ada', text: 'last words' },
    { type: 'member_left', nick: 'ada', reason: 'replaced' },
    { type: 'member_joined', nick: 'ada' },
  ]);
  expect(next.take()).toMatchObject([{ type: 'welcome' }, { type: 'joined', members: ['ada', 'bob'] }]);
  old.close();
  rig.settle();
  expect(bob.take()).toEqual([]);
});

test('NICK-3 a nick claimed for a client that closed meanwhile is free again', () => {
  const rig = createLateRig();
  rig.connect().send({ type: 'hello', version: 1, nick: 'ada' }).close();
  rig.settle();
  const bob = rig.settled('bob');
  bob.send({ type: 'rename', nick: 'zoe' }).close();
  rig.settle();
  for (const nick of ['ada', 'bob', 'zoe']) {
    const client = rig.connect().send({ type: 'hello', version: 1, nick });
    rig.settle();
    expect(client.take()).toMatchObject([{ type: 'welcome', nick }]);
  }
});

test('ROOM-1 a join whose client closed meanwhile leaves no room and tells nobody', () => {
  const rig = createLateRig();
  const ada = rig.settled('ada', 'lobby');
  const bob = rig.settled('bob');
  bob.send({ type: 'join', room: 'lobby', since: 0 }).close();
  rig.settled('eve').send({ type: 'join', room: 'other' }).close();
  rig.settle();
  expect(ada.take()).toEqual([]);
  expect(rig.chat.counts.rooms).toBe(1);
});

test('ROOM-8 a big room that empties while somebody waits to come in starts again as each', () => {
  const rig = createLateRig({ presenceMembers: 1 });
  const crowd = ['a', 'b', 'c'].map((nick) => rig.settled(nick, 'lobby'));
  const eve = rig.settled('eve').send({ type: 'join', room: 'lobby', since: 0 });
  for (const client of crowd) client.close();
  rig.settle();
  expect(eve.take()).toMatchObject([{ type: 'joined', presence: 'each', members: ['eve'] }]);
});

test('HIST-2 messages appended while the replay is read come once, between it and the live ones', () => {
  const rig = createLateRig();
  const ada = rig.settled('ada', 'lobby');
  const say = (text: string): void => {
    ada.send({ type: 'say', room: 'lobby', text });
  };
  say('1');
  rig.settle();
  const bob = rig.settled('bob').send({ type: 'join', room: 'lobby', since: 0 });
  say('2');
  rig.turns.take(1); // numbered
  rig.turns.take(1); // come back
  expect(ada.take().at(-1)).toMatchObject({ type: 'message', seq: 2 });
  rig.settle();
  say('3');
  rig.settle();
  expect(bob.take()).toMatchObject([
    { type: 'joined', seq: 2 },
    { type: 'message', seq: 1 },
    { type: 'message', seq: 2 },
    { type: 'message', seq: 3 },
  ]);
});

test('ROOM-7 what a shared log brings back after it told the last seq is not delivered again', () => {
  const inner = createMemoryLog(SIZES);
  let bringBack: (room: string, entry: LogEntry) => void = () => {};
  const log: RoomLog = {
    ...inner,
    onAppended(listener) {
      bringBack = listener;
    },
    lastSeq: (_room, done) => done(7),
  };
  const rig = createRig({ ports: { log } });
  const ada = rig.connect().send({ type: 'hello', version: 1, nick: 'ada' }, { type: 'join', room: 'lobby' });
  for (const seq of [6, 7, 8]) bringBack('lobby', { seq, from: 'far', text: `${seq}`, at: 1 });
  expect(ada.take().slice(1)).toMatchObject([
    { type: 'joined', seq: 7 },
    { type: 'message', seq: 8 },
  ]);
});

test('CLU-3 a directory that is away makes hello and rename unavailable; both may be tried again', () => {
  let isAway = true;
  const turns = new Turns();
  const inner = createLateDirectory(turns);
  const rig = createRig({
    ports: {
      directory: {
        ...inner,
        claim(key, nick, holder, token, done) {
          if (isAway) done('unavailable');
          else inner.claim(key, nick, holder, token, done);
        },
      },
    },
  });
  const hello = { type: 'hello', ref: 'h', version: 1, nick: 'ada' } as const;
  const ada = rig.connect();
  const unavailable = { type: 'error', code: 'unavailable', fatal: false, retryAfterMs: 1_000 };
  expect(ada.ask(hello)).toMatchObject([{ ...unavailable, ref: 'h' }]);
  isAway = false;
  ada.send(hello);
  while (turns.size > 0) turns.take(0);
  expect(ada.take()).toMatchObject([{ type: 'welcome' }]);
  isAway = true;
  expect(ada.ask({ type: 'rename', ref: 'r', nick: 'zoe' })).toMatchObject([{ ...unavailable, ref: 'r' }]);
});
