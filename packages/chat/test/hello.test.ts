// hello, clause by clause (§3), over ports in memory.
import { DEFAULT_LIMITS } from '@hubbub/protocol';
import { describe, expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

test('HELLO-1 before welcome everything but hello and bye gets hello_required', () => {
  const rig = createRig();
  const client = rig.connect();
  expect(
    client.ask(
      { type: 'join', ref: 'j', room: 'lobby' },
      { type: 'say', room: 'lobby', text: 'x' },
      { type: 'rooms', ref: 'r' },
    ),
  ).toMatchObject([
    { type: 'error', code: 'hello_required', ref: 'j', fatal: false },
    { type: 'error', code: 'hello_required', fatal: false },
    { type: 'error', code: 'hello_required', ref: 'r', fatal: false },
  ]);
  expect(client.ask({ type: 'bye' })).toEqual([{ type: 'closing', reason: 'bye' }]);
});

test('HELLO-2 welcome states server, nick, session, every limit and the features', () => {
  const rig = createRig();
  const client = rig.connect();
  expect(client.ask({ type: 'hello', ref: 'h', version: 1, nick: 'ada' })).toEqual([
    {
      type: 'welcome',
      ref: 'h',
      version: 1,
      server: { name: 'test', framework: 'none', runtime: 'test' },
      nick: 'ada',
      session: 'token-00000000000000000001',
      limits: DEFAULT_LIMITS,
      features: ['history'],
    },
  ]);
  expect(client.session.welcomed).toBe(true);
  expect(rig.chat.counts).toMatchObject({ sessions: 1, rooms: 0 });
});

test('HELLO-3 another version gets unsupported_version with those offered, and the end', () => {
  const rig = createRig();
  const client = rig.connect();
  expect(client.ask({ type: 'hello', ref: 'h', version: 2, nick: 'ada' })).toMatchObject([
    { type: 'error', code: 'unsupported_version', ref: 'h', supported: [1], fatal: true },
  ]);
  expect(client.session.welcomed).toBe(false);
  client.session.handle({ type: 'hello', version: 1, nick: 'ada' });
  expect(client.take()).toEqual([]);
  expect(rig.chat.counts.sessions).toBe(0);
});

test('HELLO-4 a second hello gets already_welcomed and changes nothing', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  expect(ada.ask({ type: 'hello', ref: 'h', version: 1, nick: 'bob' })).toMatchObject([
    { type: 'error', code: 'already_welcomed', ref: 'h', fatal: false },
  ]);
  expect(ada.ask({ type: 'who', room: 'lobby' })).toMatchObject([{ members: ['ada'] }]);
});

test('FRAME-9 a second hello of another version gets unsupported_version, which comes first', () => {
  const ada = createRig().enter('ada', 'lobby');
  expect(ada.ask({ type: 'hello', version: 2, nick: 'ada' })).toMatchObject([
    { type: 'error', code: 'unsupported_version', fatal: true },
  ]);
});

test('HELLO-7 a hello refused for its nick may be tried again', () => {
  const rig = createRig();
  rig.enter('ada');
  const client = rig.connect();
  expect(client.ask({ type: 'hello', version: 1, nick: 'ADA' })).toMatchObject([{ code: 'nick_taken' }]);
  expect(client.ask({ type: 'hello', version: 1, nick: 'bob' })).toMatchObject([
    { type: 'welcome', nick: 'bob' },
  ]);
});

describe('features', () => {
  test('HELLO-2 a chat states the features it was given', () => {
    const rig = createRig({ limits: { historySize: 0 } });
    expect(rig.connect().ask({ type: 'hello', version: 1, nick: 'ada' })).toMatchObject([{ features: [] }]);
  });
});

test('HELLO-8, HELLO-11, ORDER-2 a token may be looked at later: what follows waits, and nothing is claimed before', () => {
  const answers: ((isAuthorized: boolean) => void)[] = [];
  const rig = createRig({ ports: { authenticate: (_token, done) => answers.push(done) } });
  const [ada, bob] = [rig.connect(), rig.connect()];
  const enter = { type: 'hello', version: 1, nick: 'ada', token: 't' } as const;
  const join = { type: 'join', room: 'lobby' } as const;
  expect(ada.ask(enter, join)).toEqual([]);
  expect(bob.ask({ ...enter, ref: 'b' }, join)).toEqual([]);
  answers[1]?.(false);
  expect(bob.take()).toMatchObject([{ type: 'error', code: 'unauthorized', ref: 'b', fatal: true }]);
  answers[0]?.(true);
  expect(ada.take()).toMatchObject([{ type: 'welcome' }, { type: 'joined', members: ['ada'] }]);
});

test('HELLO-8 a client that is gone before its token was looked at claims no nick', () => {
  const answers: ((isAuthorized: boolean) => void)[] = [];
  const rig = createRig({ ports: { authenticate: (_token, done) => answers.push(done) } });
  rig.connect().send({ type: 'hello', version: 1, nick: 'ada' }).close();
  const again = rig.connect().send({ type: 'hello', version: 1, nick: 'ada' });
  for (const answer of answers) answer(true);
  expect(again.take()).toMatchObject([{ type: 'welcome', nick: 'ada' }]);
  expect(rig.chat.counts.sessions).toBe(1);
});
