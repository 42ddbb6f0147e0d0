// say and direct, clause by clause (§6, §7), over ports in memory.
import { expect, test } from 'vitest';
import { createMemoryLog, type RoomLog } from '../src/index.ts';
import { createRig } from './rig/rig.ts';

test('SAY-1 a message reaches every member once, the sender too, and nobody else', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  const eve = rig.enter('eve', 'other');
  ada.take();
  const message = { type: 'message', room: 'lobby', seq: 1, from: 'ada', text: 'hi', at: rig.clock.nowMs };
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'hi' })).toEqual([message]);
  expect(bob.take()).toEqual([message]);
  expect(eve.take()).toEqual([]);
});

test('SAY-3 the text arrives as it was sent', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const text = ' \u0001\u2028"\\/é𝒳e\u0301\t';
  expect(ada.ask({ type: 'say', room: 'lobby', text })).toMatchObject([{ text }]);
});

test('SAY-4 said comes if and only if the request carried ref', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'x' })).toMatchObject([{ type: 'message' }]);
  const replies = ada.ask({ type: 'say', ref: 's', room: 'lobby', text: 'x' });
  expect(replies.filter((frame) => frame.type === 'said')).toEqual([
    { type: 'said', ref: 's', room: 'lobby', seq: 2, at: rig.clock.nowMs },
  ]);
  expect(ada.ask({ type: 'direct', to: 'ada', text: 'x' })).toMatchObject([{ type: 'direct' }]);
});

test('SAY-5 a repeated id is not sent again, also over a new connection', () => {
  const rig = createRig();
  const bob = rig.enter('bob', 'lobby');
  const ada = rig.enter('ada', 'lobby');
  bob.take();
  ada.send({ type: 'say', ref: '1', room: 'lobby', text: 'first', id: 'i' });
  const at = rig.clock.nowMs;
  rig.clock.advance(5_000);
  ada.take();
  const said = { type: 'said', room: 'lobby', seq: 1, at, duplicate: true };
  expect(ada.ask({ type: 'say', ref: '2', room: 'lobby', text: 'again', id: 'i' })).toEqual([
    { ...said, ref: '2' },
  ]);
  ada.close();
  const again = rig.enter('ADA', 'lobby');
  expect(again.ask({ type: 'say', ref: '3', room: 'lobby', text: 'again', id: 'i' })).toEqual([
    { ...said, ref: '3' },
  ]);
  expect(bob.take().filter((frame) => frame.type === 'message')).toMatchObject([{ text: 'first', id: 'i' }]);
});

test('SAY-5 another nick, another room and another id are not repeats', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby', 'other');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'x', id: 'i' })).toHaveLength(1);
  expect(ada.ask({ type: 'say', room: 'other', text: 'x', id: 'i' })).toHaveLength(1);
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'x', id: 'j' })).toHaveLength(1);
  bob.take();
  expect(bob.ask({ type: 'say', room: 'lobby', text: 'x', id: 'i' })).toHaveLength(1);
});

test('SAY-5 the nick counts that a message was said under: a rename starts anew', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  ada.ask({ type: 'say', room: 'lobby', text: 'x', id: 'i' }, { type: 'rename', nick: 'zoe' });
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'x', id: 'i' })).toMatchObject([
    { seq: 2, from: 'zoe' },
  ]);
  ada.ask({ type: 'rename', nick: 'ada' });
  expect(ada.ask({ type: 'say', ref: 's', room: 'lobby', text: 'x', id: 'i' })).toMatchObject([
    { type: 'said', seq: 1, duplicate: true },
  ]);
});

test('SAY-5 with historySize 0 nothing is a repeat', () => {
  const rig = createRig({ limits: { historySize: 0 } });
  const ada = rig.enter('ada', 'lobby');
  const say = { type: 'say', room: 'lobby', text: 'x', id: 'i' } as const;
  expect(ada.ask(say, say)).toMatchObject([{ seq: 1 }, { seq: 2 }]);
});

test('SAY-6 direct reaches its addressee alone, under the holder’s spelling', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('Bob', 'lobby');
  const eve = rig.enter('eve', 'lobby');
  for (const client of [ada, bob, eve]) client.take();
  const at = rig.clock.nowMs;
  expect(ada.ask({ type: 'direct', ref: 'd', to: 'BOB', text: 'psst', id: 'i' })).toEqual([
    { type: 'said', ref: 'd', at },
  ]);
  expect(bob.take()).toEqual([{ type: 'direct', from: 'ada', to: 'Bob', text: 'psst', id: 'i', at }]);
  expect(eve.take()).toEqual([]);
});

test('SAY-6 direct to nobody gets no_such_nick; one to oneself is delivered', () => {
  const rig = createRig();
  const ada = rig.enter('ada');
  const bob = rig.enter('bob');
  bob.close();
  expect(
    ada.ask(
      { type: 'direct', ref: 'd', to: 'bob', text: 'x' },
      { type: 'direct', ref: 'e', to: 'ada', text: 'x' },
    ),
  ).toMatchObject([
    { type: 'error', code: 'no_such_nick', ref: 'd' },
    { type: 'direct', from: 'ada', to: 'ada' },
    { type: 'said', ref: 'e' },
  ]);
});

test('SAY-7 ORDER-1 a message comes before its sender’s member_left, and seq grows by one', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  bob.send({ type: 'say', room: 'lobby', text: '1' }, { type: 'say', room: 'lobby', text: '2' }).close();
  expect(ada.take()).toMatchObject([
    { type: 'message', seq: 1 },
    { type: 'message', seq: 2 },
    { type: 'member_left', nick: 'bob' },
  ]);
});

test('ORDER-1 each room counts for itself', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'one', 'two');
  const say = (room: string) => ({ type: 'say', room, text: 'x' }) as const;
  expect(ada.ask(say('one'), say('two'), say('one'))).toMatchObject([
    { room: 'one', seq: 1 },
    { room: 'two', seq: 1 },
    { room: 'one', seq: 2 },
  ]);
});

test('CLU-3 a log that is away makes say unavailable; nothing is delivered', () => {
  const log: RoomLog = {
    ...createMemoryLog({ historySize: 10, historyRooms: 10 }),
    append: (_room, _draft, done) => done({ ok: false, code: 'unavailable' }),
  };
  const rig = createRig({ ports: { log } });
  const ada = rig.enter('ada', 'lobby');
  expect(ada.ask({ type: 'say', ref: 's', room: 'lobby', text: 'x' })).toMatchObject([
    { type: 'error', code: 'unavailable', ref: 's', fatal: false, retryAfterMs: 1_000 },
  ]);
});

test('§10 a fault of the log is internal and ends the connection', () => {
  const log: RoomLog = {
    ...createMemoryLog({ historySize: 10, historyRooms: 10 }),
    append: (_room, _draft, done) => done({ ok: false, code: 'internal' }),
  };
  const rig = createRig({ ports: { log } });
  const ada = rig.enter('ada', 'lobby');
  expect(ada.ask({ type: 'say', ref: 's', room: 'lobby', text: 'x' })).toMatchObject([
    { type: 'error', code: 'internal', ref: 's', fatal: true },
  ]);
});
