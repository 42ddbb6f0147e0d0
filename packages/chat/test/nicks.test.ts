// Nicks: uniqueness, renaming and takeover, clause by clause (§4), over ports in memory.
import type { ServerFrame, ServerFrameOf } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { createRig, type Rig, type TestClient } from './rig/rig.ts';

function hello(rig: Rig, nick: string, session?: string): { client: TestClient; first: ServerFrame } {
  const client = rig.connect();
  client.send({ type: 'hello', version: 1, nick, ...(session !== undefined && { session }) });
  return { client, first: client.take()[0] as ServerFrame };
}

const tokenOf = (frame: ServerFrame): string => (frame as ServerFrameOf<'welcome'>).session;

test.each([
  ['ada', 'ADA'],
  ['ﬁn', 'fin'],
  ['Σας', 'σας'],
  ['ada', 'ａｄａ'],
])('NICK-2 %s and %s are the same nick', (one, other) => {
  const rig = createRig();
  hello(rig, one);
  expect(hello(rig, other).first).toMatchObject({ type: 'error', code: 'nick_taken', fatal: false });
});

test('NICK-2 a refused claim leaves the holder unaffected', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  hello(rig, 'ada');
  expect(ada.take()).toEqual([]);
  expect(ada.ask({ type: 'say', ref: 's', room: 'lobby', text: 'still here' })).toHaveLength(2);
});

test('NICK-3 a nick is free when its holder is closed, and not before', () => {
  const rig = createRig();
  const ada = rig.enter('ada');
  expect(hello(rig, 'ada').first).toMatchObject({ code: 'nick_taken' });
  ada.close();
  expect(hello(rig, 'ada').first).toMatchObject({ type: 'welcome' });
});

test.each(['server', 'System', 'HUBBUB', 'ｓｅｒｖｅｒ'])('NICK-3 %s is reserved', (nick) => {
  const rig = createRig();
  expect(hello(rig, nick).first).toMatchObject({ code: 'nick_taken' });
  expect(rig.enter('ada').ask({ type: 'rename', nick })).toMatchObject([{ code: 'nick_taken' }]);
});

test('NICK-3 a hello that was refused or never came keeps no nick', () => {
  const rig = createRig();
  rig.enter('ada');
  hello(rig, 'ada').client.close();
  rig.connect().close();
  expect(rig.chat.counts.sessions).toBe(1);
  expect(hello(rig, 'ada').first).toMatchObject({ code: 'nick_taken' });
});

test('NICK-4 renamed comes once to each client that shares rooms, with ref to the requester alone', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'one', 'two');
  const bob = rig.enter('bob', 'one', 'two');
  const eve = rig.enter('eve', 'three');
  ada.take();
  expect(ada.ask({ type: 'rename', ref: 'r', nick: 'zoe' })).toEqual([
    { type: 'renamed', ref: 'r', from: 'ada', to: 'zoe' },
  ]);
  expect(bob.take()).toEqual([{ type: 'renamed', from: 'ada', to: 'zoe' }]);
  expect(eve.take()).toEqual([]);
  expect(bob.ask({ type: 'who', room: 'one' })).toMatchObject([{ members: ['bob', 'zoe'] }]);
  expect(hello(rig, 'ada').first).toMatchObject({ type: 'welcome' });
  expect(hello(rig, 'zoe').first).toMatchObject({ code: 'nick_taken' });
});

test('NICK-4 a refused rename changes nothing', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(ada.ask({ type: 'rename', ref: 'r', nick: 'BOB' })).toMatchObject([
    { type: 'error', code: 'nick_taken', ref: 'r' },
  ]);
  expect(bob.take()).toEqual([]);
  expect(bob.ask({ type: 'who', room: 'lobby' })).toMatchObject([{ members: ['ada', 'bob'] }]);
  expect(hello(rig, 'ada').first).toMatchObject({ code: 'nick_taken' });
});

test('NICK-4 another spelling of one’s own nick is told to the others', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(ada.ask({ type: 'rename', nick: 'Ada' })).toEqual([{ type: 'renamed', from: 'ada', to: 'Ada' }]);
  expect(bob.take()).toEqual([{ type: 'renamed', from: 'ada', to: 'Ada' }]);
  expect(hello(rig, 'ada').first).toMatchObject({ code: 'nick_taken' });
  expect(bob.ask({ type: 'direct', to: 'ADA', text: 'x' })).toEqual([]);
  expect(ada.take()).toMatchObject([{ type: 'direct', to: 'Ada' }]);
});

test('NICK-4 the very same nick is answered and told to nobody', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(ada.ask({ type: 'rename', ref: 'r', nick: 'ada' })).toEqual([
    { type: 'renamed', ref: 'r', from: 'ada', to: 'ada' },
  ]);
  expect(bob.take()).toEqual([]);
});

test('NICK-4 the session survives a rename', () => {
  const rig = createRig();
  const { client: ada, first } = hello(rig, 'ada');
  ada.ask({ type: 'rename', nick: 'zoe' });
  expect(hello(rig, 'zoe', tokenOf(first)).first).toMatchObject({ type: 'welcome', nick: 'zoe' });
  expect(ada.take()).toMatchObject([{ code: 'replaced', fatal: true }]);
});

test('NICK-5 the right token takes over: replaced, rooms left, a new token', () => {
  const rig = createRig();
  const { client: old, first } = hello(rig, 'ada');
  old.send({ type: 'join', room: 'lobby' });
  const bob = rig.enter('bob', 'lobby');
  old.take();
  const { client: next, first: welcome } = hello(rig, 'Ada', tokenOf(first));
  expect(welcome).toMatchObject({ type: 'welcome', nick: 'Ada' });
  expect(tokenOf(welcome)).not.toBe(tokenOf(first));
  expect(old.take()).toMatchObject([{ type: 'error', code: 'replaced', fatal: true }]);
  expect(bob.take()).toEqual([{ type: 'member_left', room: 'lobby', nick: 'ada', reason: 'replaced' }]);
  expect(next.ask({ type: 'say', room: 'lobby', text: 'x' })).toMatchObject([{ code: 'not_joined' }]);
  expect(rig.chat.counts.sessions).toBe(2);
});

test('NICK-5 the close of the replaced connection tells nobody twice and frees no nick', () => {
  const rig = createRig();
  const { client: old, first } = hello(rig, 'ada');
  old.send({ type: 'join', room: 'lobby' });
  const bob = rig.enter('bob', 'lobby');
  const { client: next } = hello(rig, 'ada', tokenOf(first));
  next.send({ type: 'join', room: 'lobby' });
  bob.take();
  old.close('disconnected');
  expect(bob.take()).toEqual([]);
  expect(hello(rig, 'ada').first).toMatchObject({ code: 'nick_taken' });
  expect(bob.ask({ type: 'who', room: 'lobby' })).toMatchObject([{ members: ['ada', 'bob'] }]);
});

test('NICK-5 a wrong or dead token counts as none', () => {
  const rig = createRig();
  const { client: ada, first } = hello(rig, 'ada');
  expect(hello(rig, 'ada', 'wrong').first).toMatchObject({ code: 'nick_taken' });
  expect(hello(rig, 'bob', tokenOf(first)).first).toMatchObject({ type: 'welcome' });
  expect(ada.take()).toEqual([]);
  ada.close();
  const { first: again } = hello(rig, 'ada', tokenOf(first));
  expect(again).toMatchObject({ type: 'welcome' });
  expect(hello(rig, 'ada', tokenOf(first)).first).toMatchObject({ code: 'nick_taken' });
});
