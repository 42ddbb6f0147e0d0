// The local view of rooms: members, sizes and numbers kept true by snapshot and deltas (ROOM-7, ROOM-8).
import type { ServerFrameOf } from '@hubbub/protocol';
import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../src/index.ts';
import { Room } from '../src/rooms.ts';
import { event } from './awaiting.ts';
import { startFakeServer } from './fake-server.ts';

vi.setConfig({ testTimeout: 30_000 });

const joined = (more: Partial<ServerFrameOf<'joined'>> = {}): ServerFrameOf<'joined'> => ({
  type: 'joined',
  room: 'r',
  seq: 0,
  members: [],
  complete: true,
  presence: 'each',
  ...more,
});

function roomOf(frame: Partial<ServerFrameOf<'joined'>>, since?: number) {
  const room = new Room('r');
  return { room, gap: room.joined(joined(frame), since, false) };
}

describe('members', () => {
  it('follow the snapshot by who comes, goes and takes another name', () => {
    const { room } = roomOf({ members: ['ann', 'bob'] });
    room.observe({ type: 'member_joined', room: 'r', nick: 'cid' });
    room.observe({ type: 'member_left', room: 'r', nick: 'bob', reason: 'left' });
    room.observe({ type: 'renamed', from: 'ann', to: 'Ann' });
    room.observe({ type: 'renamed', from: 'nobody', to: 'somebody' });
    expect([...room.members].sort()).toEqual(['Ann', 'cid']);
    expect(room.size).toBe(2);
  });

  it('are unknown in the mode size, which tells their number', () => {
    const { room } = roomOf({ presence: 'size', complete: false });
    expect(room).toMatchObject({ presence: 'size', isComplete: false, size: undefined });
    room.observe({ type: 'room_size', room: 'r', members: 300 });
    expect(room.size).toBe(300);
    room.observe({ type: 'presence', room: 'r', mode: 'each', members: 100 });
    expect(room).toMatchObject({ presence: 'each', isComplete: false, size: undefined });
    room.observe({ type: 'presence', room: 'r', mode: 'size', members: 201 });
    expect(room.size).toBe(201);
  });

  it('are completed by pages, each the truth for its stretch at its time', () => {
    const { room } = roomOf({ members: ['a', 'gone'], complete: false });
    room.page(undefined, { type: 'members', room: 'r', members: ['a', 'c'], next: 'c' });
    room.observe({ type: 'member_joined', room: 'r', nick: 'b' });
    room.page('c', { type: 'members', room: 'r', members: ['e', '\u{1f40e}'] });
    expect([...room.members].sort()).toEqual(['a', 'b', 'c', 'e', '\u{1f40e}']);
    expect(room).toMatchObject({ isComplete: true, size: 5 });
  });

  it('are not complete where pages before the last one are missing', () => {
    const { room } = roomOf({ members: [], complete: false });
    room.page('m', { type: 'members', room: 'r', members: ['z'] });
    expect(room.isComplete).toBe(false);
  });
});

describe('numbers', () => {
  it('go on from joined.seq, and a repeat is none', () => {
    const { room } = roomOf({ seq: 7 });
    expect([room.advance(7).isNew, room.advance(8).isNew, room.advance(8).isNew]).toEqual([
      false,
      true,
      false,
    ]);
    expect(room.lastSeq).toBe(8);
  });

  it('tell a hole once', () => {
    const { room } = roomOf({ seq: 1 });
    expect(room.advance(4)).toEqual({ isNew: true, gap: { room: 'r', since: 1, seq: 3 } });
    expect(room.advance(5)).toEqual({ isNew: true });
  });

  it('go on from since with a replay, and a gap that was told is not told again', () => {
    expect(roomOf({ seq: 9 }, 3).gap).toBeUndefined();
    const { room, gap } = roomOf({ seq: 9, gap: true }, 3);
    expect(gap).toEqual({ room: 'r', since: 3, seq: 9 });
    expect(room.advance(8)).toEqual({ isNew: true });
    expect(room.advance(9)).toEqual({ isNew: true });
  });

  it('begin anew with a server that has forgotten the room', () => {
    const { room, gap } = roomOf({ seq: 2, gap: true }, 50);
    expect(gap).toEqual({ room: 'r', since: 50, seq: 2 });
    expect(room.advance(3)).toEqual({ isNew: true });
  });
});

it('a client asks by itself for the members that did not fit into joined', async () => {
  await using server = await startFakeServer();
  const client = createClient(server.url, { nick: 'ann' });
  const peer = await server.accept();
  await peer.greet();
  await client.opened;
  const joining = client.join('constructor');
  await peer.admit({ members: ['ann'], complete: false });
  await joining;
  const view = client.rooms.get('constructor');
  expect(view).toMatchObject({ isComplete: false, size: undefined });
  const who = await peer.next('who');
  const heard = event(client, 'member_left');
  peer.send(
    { type: 'members', ref: who.ref, room: 'constructor', members: ['ann', 'bob'] },
    { type: 'member_left', room: 'constructor', nick: 'ann', reason: 'left' },
  );
  await heard;
  expect(view).toMatchObject({ isComplete: true, size: 1 });
  expect([...(view?.members ?? [])]).toEqual(['bob']);
  const leaving = client.leave('constructor');
  const { ref } = await peer.next('leave');
  peer.send({ type: 'left', ref, room: 'constructor' });
  await leaving;
  expect(client.rooms.size).toBe(0);
  client.close();
});
