// who and rooms: order and paging (WHO-1, WHO-2, FRAME-8).
import type { ClientFrame } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { createRig, type TestClient } from './rig/rig.ts';

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const SMALL = { maxTextBytes: 1, maxFrameBytes: 1_158 };

function pages<T>(
  client: TestClient,
  ask: (after?: string) => ClientFrame,
  items: (frame: object) => T[],
): T[][] {
  const all: T[][] = [];
  let after: string | undefined;
  do {
    const [frame] = client.ask(ask(after));
    if (frame?.type !== 'members' && frame?.type !== 'rooms') throw new Error('no page');
    expect(bytes(frame)).toBeLessThanOrEqual(SMALL.maxFrameBytes);
    all.push(items(frame));
    after = frame.next;
  } while (after !== undefined);
  return all;
}

test('WHO-1 who and rooms need no membership, and leave out rooms with nobody in them', () => {
  const rig = createRig();
  rig.enter('ada', 'b', 'a');
  rig.enter('bob', 'b', 'gone').send({ type: 'leave', room: 'gone' });
  const eve = rig.enter('eve');
  expect(
    eve.ask(
      { type: 'who', ref: 'w', room: 'b' },
      { type: 'who', room: 'gone' },
      { type: 'rooms', ref: 'r' },
      { type: 'rooms', after: 'a' },
      { type: 'who', room: 'b', after: 'az' },
    ),
  ).toEqual([
    { type: 'members', ref: 'w', room: 'b', members: ['ada', 'bob'] },
    { type: 'members', room: 'gone', members: [] },
    {
      type: 'rooms',
      ref: 'r',
      rooms: [
        { room: 'a', members: 1 },
        { room: 'b', members: 2 },
      ],
    },
    { type: 'rooms', rooms: [{ room: 'b', members: 2 }] },
    { type: 'members', room: 'b', members: ['bob'] },
  ]);
});

test('WHO-2 the longest nicks and refs are paged so that each frame fits, and none is lost', () => {
  const rig = createRig({ limits: { ...SMALL, presenceMembers: 10 } });
  const nicks = Array.from({ length: 30 }, (_, i) =>
    `${String.fromCodePoint(0x20000 + i)}`.repeat(32),
  ).sort();
  for (const nick of nicks) rig.enter(nick, 'lobby');
  const found = pages(
    rig.enter('eve'),
    (after) => ({
      type: 'who',
      ref: '\u0001'.repeat(64),
      room: 'lobby',
      ...(after !== undefined && { after }),
    }),
    (frame) => ('members' in frame ? (frame.members as string[]) : []),
  );
  expect(found.length).toBeGreaterThan(5);
  expect(found.flat()).toEqual(nicks);
});

test('WHO-2 rooms are paged so that each frame fits, and none is lost', () => {
  const rig = createRig({ limits: { ...SMALL, maxRooms: 200 } });
  const rooms = Array.from({ length: 120 }, (_, i) => `r${String(i).padStart(3, '0')}${'-'.repeat(60)}`);
  const ada = rig.enter('ada', ...rooms.toReversed());
  const found = pages(
    ada,
    (after) => ({ type: 'rooms', ref: '"'.repeat(64), ...(after !== undefined && { after }) }),
    (frame) => ('rooms' in frame ? (frame.rooms as { room: string; members: number }[]) : []),
  );
  expect(found.length).toBeGreaterThan(5);
  expect(found.flat()).toEqual(rooms.map((room) => ({ room, members: 1 })));
});
