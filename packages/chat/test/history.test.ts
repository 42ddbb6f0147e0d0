// history, replay and what the memory log keeps, clause by clause (§8).
import type { ServerFrame } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { createRig, type TestClient } from './rig/rig.ts';

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

function sayAll(client: TestClient, room: string, texts: readonly string[]): void {
  for (const text of texts) client.send({ type: 'say', room, text });
  client.take();
}

const seqs = (frames: readonly ServerFrame[]): number[] =>
  frames.flatMap((frame) => (frame.type === 'message' ? [frame.seq] : []));

test('HIST-1 the last historySize messages are kept, also while nobody is in the room', () => {
  const rig = createRig({ limits: { historySize: 3 } });
  const ada = rig.enter('ada', 'lobby');
  sayAll(ada, 'lobby', ['1', '2', '3', '4', '5']);
  ada.close();
  const bob = rig.enter('bob');
  const [joined, ...replay] = bob.ask({ type: 'join', room: 'lobby', since: 2 });
  expect(joined).toMatchObject({ type: 'joined', seq: 5, members: ['bob'] });
  expect(joined).not.toHaveProperty('gap');
  expect(replay).toMatchObject([
    { type: 'message', seq: 3, from: 'ada', text: '3' },
    { type: 'message', seq: 4 },
    { type: 'message', seq: 5 },
  ]);
});

test('HIST-1 beyond historyRooms the room that nobody used for longest is forgotten; occupied ones never', () => {
  const rig = createRig({ limits: { historyRooms: 2 } });
  const ada = rig.enter('ada', 'stays');
  sayAll(ada, 'stays', ['x']);
  for (const room of ['one', 'two', 'three']) {
    ada.send({ type: 'join', room });
    sayAll(ada, room, ['x']);
    ada.send({ type: 'leave', room });
    if (room === 'two') ada.send({ type: 'join', room: 'one' }, { type: 'leave', room: 'one' });
  }
  ada.take();
  const seqOf = (room: string) => ada.ask({ type: 'join', room })[0];
  expect(seqOf('stays')).toMatchObject({ seq: 1 });
  expect(seqOf('one')).toMatchObject({ seq: 1 });
  expect(seqOf('three')).toMatchObject({ seq: 1 });
  expect(seqOf('two')).toMatchObject({ seq: 0 });
});

test('HIST-2 replay comes after joined, then live messages, without gap or repeat', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  sayAll(ada, 'lobby', ['1', '2', '3']);
  const bob = rig.enter('bob').send({ type: 'join', ref: 'j', room: 'lobby', since: 0 });
  sayAll(ada, 'lobby', ['4']);
  const frames = bob.take();
  expect(frames[0]).toMatchObject({ type: 'joined', ref: 'j', seq: 3 });
  expect(seqs(frames)).toEqual([1, 2, 3, 4]);
});

test.each([
  [0, true, [3, 4, 5]],
  [1, true, [3, 4, 5]],
  [2, false, [3, 4, 5]],
  [4, false, [5]],
  [5, false, []],
  [6, true, []],
  [Number.MAX_SAFE_INTEGER, true, []],
])('HIST-2 since %i of 3..5 kept: gap %s, replay %j', (since, gap, replay) => {
  const rig = createRig({ limits: { historySize: 3 } });
  sayAll(rig.enter('ada', 'lobby'), 'lobby', ['1', '2', '3', '4', '5']);
  const frames = rig.enter('bob').ask({ type: 'join', room: 'lobby', since });
  expect(frames[0]).toMatchObject(gap ? { type: 'joined', gap } : { type: 'joined' });
  expect('gap' in (frames[0] as object)).toBe(gap);
  expect(seqs(frames)).toEqual(replay);
});

test('HIST-2 a new room has no gap from 0, and one that was forgotten has from beyond', () => {
  const rig = createRig();
  const ada = rig.enter('ada');
  const [fresh] = ada.ask({ type: 'join', room: 'new', since: 0 });
  expect(fresh).not.toHaveProperty('gap');
  expect(ada.ask({ type: 'join', room: 'forgotten', since: 7 })).toMatchObject([{ seq: 0, gap: true }]);
});

test('HIST-2 a member that joins again with since is replayed what it asks for', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  sayAll(ada, 'lobby', ['1', '2', '3']);
  expect(seqs(ada.ask({ type: 'join', room: 'lobby', since: 1 }))).toEqual([2, 3]);
  expect(seqs(ada.ask({ type: 'say', room: 'lobby', text: '4' }))).toEqual([4]);
});

test('HIST-3 history pages back from the end, oldest first', () => {
  const rig = createRig({ limits: { historySize: 4 } });
  const ada = rig.enter('ada', 'lobby');
  ada.send({ type: 'say', room: 'lobby', text: '0' });
  sayAll(ada, 'lobby', ['1', '2', '3']);
  ada.ask({ type: 'say', room: 'lobby', text: '4', id: 'i' });
  const at = rig.clock.nowMs;
  const entry = (seq: number) => ({ seq, from: 'ada', text: String(seq - 1), at });
  expect(
    ada.ask(
      { type: 'history', ref: 'h', room: 'lobby', limit: 2 },
      { type: 'history', room: 'lobby', before: 4, limit: 2 },
      { type: 'history', room: 'lobby', before: 2 },
      { type: 'history', room: 'lobby' },
    ),
  ).toEqual([
    { type: 'history', ref: 'h', room: 'lobby', messages: [entry(4), { ...entry(5), id: 'i' }], more: true },
    { type: 'history', room: 'lobby', messages: [entry(2), entry(3)], more: false },
    { type: 'history', room: 'lobby', messages: [], more: false },
    {
      type: 'history',
      room: 'lobby',
      messages: [2, 3, 4, 5].map((seq) => ({ ...entry(seq), ...(seq === 5 && { id: 'i' }) })),
      more: false,
    },
  ]);
});

test('HIST-3 without limit the newest 100 come; without membership not_joined', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  sayAll(
    ada,
    'lobby',
    Array.from({ length: 150 }, (_, i) => String(i)),
  );
  const [page] = ada.ask({ type: 'history', room: 'lobby' });
  if (page?.type !== 'history') throw new Error('no page');
  expect(page.messages.map((entry) => entry.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 51));
  expect(page.more).toBe(true);
  expect(ada.ask({ type: 'history', ref: 'h', room: 'other' })).toMatchObject([
    { type: 'error', code: 'not_joined', ref: 'h' },
  ]);
});

test('HIST-3 pages fit the frame, whatever the texts, and lose nothing', () => {
  const limits = { maxTextBytes: 300, maxFrameBytes: 2_952, historySize: 200 };
  const rig = createRig({ limits });
  const ada = rig.enter('ada', 'lobby');
  const texts = Array.from({ length: 90 }, (_, i) => '\u0001é"x𝒳'.repeat(1 + (i % 30)));
  sayAll(ada, 'lobby', texts);
  const found: string[] = [];
  let before: number | undefined;
  for (;;) {
    const [page] = ada.ask({
      type: 'history',
      ref: 'r',
      room: 'lobby',
      limit: 1_000,
      ...(before && { before }),
    });
    if (page?.type !== 'history') throw new Error('no page');
    expect(bytes(page)).toBeLessThanOrEqual(limits.maxFrameBytes);
    expect(page.messages.length).toBeGreaterThan(0);
    found.unshift(...page.messages.map((entry) => entry.text));
    if (!page.more) break;
    before = page.messages[0]?.seq;
  }
  expect(found).toEqual(texts);
});

test('HIST-3 no message is too large to be on a page', () => {
  const rig = createRig({ limits: { maxTextBytes: 1, maxFrameBytes: 1_158 } });
  const ada = rig.enter('\u{20000}'.repeat(32), 'r'.repeat(64));
  const say = { type: 'say', room: 'r'.repeat(64), text: '\u0001' } as const;
  ada.ask(say, { ...say, id: '\u0001'.repeat(60) });
  expect(ada.ask({ type: 'history', ref: '\u0001'.repeat(57), room: 'r'.repeat(64) })).toMatchObject([
    { messages: [{ seq: 2 }], more: true },
  ]);
});

test('HIST-3 historySize 0 turns history and replay off, and an empty room starts again at 1', () => {
  const rig = createRig({ limits: { historySize: 0 } });
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  sayAll(ada, 'lobby', ['1', '2']);
  expect(ada.ask({ type: 'history', room: 'lobby' })).toEqual([
    { type: 'history', room: 'lobby', messages: [], more: false },
  ]);
  const eve = rig.enter('eve');
  expect(eve.ask({ type: 'join', room: 'lobby', since: 0 })).toMatchObject([
    { type: 'joined', seq: 2, gap: true },
  ]);
  ada.close();
  expect(bob.ask({ type: 'join', room: 'lobby' }).at(-1)).toMatchObject({ seq: 2 });
  for (const client of [bob, eve]) client.close();
  expect(rig.enter('zoe').ask({ type: 'join', room: 'lobby', since: 2 })).toMatchObject([
    { type: 'joined', seq: 0, gap: true },
  ]);
});

test('HIST-4 a replay is handed over as frames that are made while they are taken', () => {
  const rig = createRig();
  sayAll(rig.enter('ada', 'lobby'), 'lobby', ['1', '2', '3']);
  const bob = rig.enter('bob');
  const held: Iterable<ServerFrame>[] = [];
  bob.outlet.sendAll = (frames) => held.push(frames);
  bob.send({ type: 'join', room: 'lobby', since: 0 });
  const replay = held.at(-1)?.[Symbol.iterator]();
  expect(replay?.next().value).toMatchObject({ type: 'message', seq: 1 });
  expect(Array.isArray(held.at(-1))).toBe(false);
});
