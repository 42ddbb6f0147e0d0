// Servers for the tests of the command: folders with an entrant.json whose command is a script given here.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entrant } from '@hubbub/protocol';
import { onTestFinished } from 'vitest';

const ENTRANT: Entrant = {
  id: 'stand-in',
  title: 'A stand-in',
  framework: 'none',
  language: 'JavaScript',
  runtime: 'Node.js',
  layer: 'raw',
  style: 'callbacks',
  bindings: ['lines'],
  command: ['node', 'stand-in.mjs'],
  features: [],
  fanout: ['each'],
  backpressure: { policy: 'close', limit: 'maxOutboxBytes' },
  requires: [],
  expectations: [],
  variants: [],
};

/** Makes a folder of servers and answers its path; each is the stand-in with some members changed. */
export function folderOfServers(...servers: readonly { script?: string; entrant?: object }[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-servers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, { script = '', entrant = {} }] of servers.entries()) {
    const own = join(folder, String(index));
    mkdirSync(own);
    writeFileSync(join(own, 'stand-in.mjs'), script);
    writeFileSync(join(own, 'entrant.json'), JSON.stringify({ ...ENTRANT, ...entrant }));
  }
  return folder;
}
