// The SQLite store through a server: what a restart finds again, and who may have the file (HIST-5, SAY-5).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../src/index.ts';
import { LineClient } from './line-client.ts';
import { plainServer } from './plain-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubbub-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('HIST-5, SAY-5, ORDER-1: messages, ids and numbers go on after a restart; the newest historySize are kept', async () => {
  const config = { store: join(folder, 'a.db'), limits: { historySize: 3 } };
  const first = await startServer(plainServer, config);
  expect(first.ready.features).toEqual(['history', 'durable']);
  const ann = await LineClient.member(first.endpoints[0]?.url ?? '', 'ann');
  for (let i = 1; i <= 5; i++) ann.say({ type: 'say', room: 'r', text: `ü${i}`, id: `i${i}`, ref: `s${i}` });
  for (let i = 1; i <= 5; i++) expect(await ann.next('said')).toMatchObject({ ref: `s${i}`, seq: i });
  await first.close();

  const second = await startServer(plainServer, config);
  const ben = await LineClient.open(second.endpoints[0]?.url ?? '');
  ben.say({ type: 'hello', version: 1, nick: 'Ann' }, { type: 'join', room: 'r', since: 1 });
  expect(await ben.next('joined')).toMatchObject({ seq: 5, gap: true });
  for (const seq of [3, 4, 5])
    expect(await ben.next('message')).toMatchObject({ seq, text: `ü${seq}`, from: 'ann' });
  ben.say({ type: 'say', room: 'r', text: 'ü4', id: 'i4', ref: 'again' });
  expect(await ben.next('said')).toMatchObject({ seq: 4, duplicate: true });
  ben.say({ type: 'say', room: 'r', text: 'new', ref: 'new' });
  expect(await ben.next('said')).toMatchObject({ seq: 6 });
  await second.close();
});

test('a store belongs to one server at a time', async () => {
  const config = { store: join(folder, 'b.db') };
  const first = await startServer(plainServer, config);
  await expect(startServer(plainServer, config)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('b.db: another process has it'),
  });
  await first.close();
  const second = await startServer(plainServer, config);
  await second.close();
});

test('what is no store is refused', async () => {
  const store = join(folder, 'c.db');
  writeFileSync(store, 'not a database, but long enough to look like one to somebody who is in a hurry');
  await expect(startServer(plainServer, { store })).rejects.toMatchObject({ code: 'config_invalid' });
});
