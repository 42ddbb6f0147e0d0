// What the memory log keeps and forgets, seen through its port alone (SAY-5, HIST-1).
import { expect, test } from 'vitest';
import { type AppendResult, createMemoryLog, type LogEntry, type RoomLog } from '../src/index.ts';

function append(log: RoomLog, room: string, from: string, id?: string): AppendResult {
  let result: AppendResult = { ok: false, code: 'internal' };
  log.append(room, { from, text: 'x', at: 1, ...(id !== undefined && { id }) }, (answer) => {
    result = answer;
  });
  return result;
}

function read(log: RoomLog, room: string, range: Parameters<RoomLog['read']>[1] = {}): [number[], number] {
  let answer: [number[], number] = [[], -1];
  log.read(room, range, (entries, oldest) => {
    answer = [entries.map((entry) => entry.seq), oldest];
  });
  return answer;
}

test('every callback runs before its call returns, the entry before the answer', () => {
  const log = createMemoryLog({ historySize: 3, historyRooms: 1 });
  const order: string[] = [];
  log.onAppended((room, entry: LogEntry) => order.push(`${room} ${entry.seq}`));
  log.append('r', { from: 'ada', text: 'x', at: 1 }, () => order.push('answer'));
  log.lastSeq('r', (seq) => order.push(`last ${seq}`));
  expect(order).toEqual(['r 1', 'answer', 'last 1']);
});

test('SAY-5 an id counts as long as its message is retained, and not longer', () => {
  const log = createMemoryLog({ historySize: 2, historyRooms: 1 });
  log.occupied('r', true);
  expect(append(log, 'r', 'ada', 'i')).toMatchObject({ seq: 1, duplicate: false });
  expect(append(log, 'r', 'bob')).toMatchObject({ seq: 2 });
  expect(append(log, 'r', 'Ada', 'i')).toMatchObject({ seq: 1, at: 1, duplicate: true });
  expect(append(log, 'r', 'bob')).toMatchObject({ seq: 3 });
  expect(append(log, 'r', 'ada', 'i')).toMatchObject({ seq: 4, duplicate: false });
  expect(append(log, 'r', 'ada', 'i')).toMatchObject({ seq: 4, duplicate: true });
});

test('SAY-5 nick and id are told apart, however they are cut', () => {
  const log = createMemoryLog({ historySize: 9, historyRooms: 1 });
  log.occupied('r', true);
  expect(append(log, 'r', 'ab', 'c')).toMatchObject({ duplicate: false });
  expect(append(log, 'r', 'a', 'bc')).toMatchObject({ duplicate: false });
});

test('HIST-1 read gives what is kept within the range, the newest of it where a limit cuts', () => {
  const log = createMemoryLog({ historySize: 4, historyRooms: 1 });
  log.occupied('r', true);
  expect(read(log, 'r')).toEqual([[], 1]);
  for (let i = 0; i < 10; i++) append(log, 'r', 'ada');
  expect(read(log, 'r')).toEqual([[7, 8, 9, 10], 7]);
  expect(read(log, 'r', { after: 8 })).toEqual([[9, 10], 7]);
  expect(read(log, 'r', { before: 9 })).toEqual([[7, 8], 7]);
  expect(read(log, 'r', { before: 10, limit: 2 })).toEqual([[8, 9], 7]);
  expect(read(log, 'r', { after: 10 })).toEqual([[], 7]);
  expect(read(log, 'r', { before: 3 })).toEqual([[], 7]);
});

test('HIST-1 historySize 0 keeps nothing of a room but its seq while somebody is in it', () => {
  const log = createMemoryLog({ historySize: 0, historyRooms: 9 });
  log.occupied('r', true);
  append(log, 'r', 'ada', 'i');
  expect(append(log, 'r', 'ada', 'i')).toMatchObject({ seq: 2, duplicate: false });
  expect(read(log, 'r')).toEqual([[], 3]);
  log.occupied('r', false);
  log.occupied('r', true);
  expect(append(log, 'r', 'ada')).toMatchObject({ seq: 1 });
});

test('HIST-1 rooms without messages take no place among those kept', () => {
  const log = createMemoryLog({ historySize: 9, historyRooms: 1 });
  log.occupied('kept', true);
  append(log, 'kept', 'ada');
  log.occupied('kept', false);
  log.occupied('silent', true);
  log.occupied('silent', false);
  expect(read(log, 'kept')).toEqual([[1], 1]);
});
