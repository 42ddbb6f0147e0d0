// Faults planted in a copy of the source, one at a time: the fuzzer has to find each as a user would run it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const PACKAGE = resolve(import.meta.dirname, '..');

const FAULTS: readonly [target: string, file: string, right: string, wrong: string][] = [
  ['lines', 'lines.ts', 'excess === 1 && last !== CR', 'excess === 1 && last === CR'],
  ['lines', 'lines.ts', 'utf8Length(json) > this.#maxFrameBytes', 'utf8Length(json) >= this.#maxFrameBytes'],
  ['lines', 'lines.ts', 'this.#lines.slice(this.#at) + lines', 'lines'],
  ['lines', 'lines.ts', 'ignoreBOM: true', 'ignoreBOM: false'],
  ['server', 'websocket-decoder.ts', 'this.#need = end - at', 'this.#need = end - at + 1'],
  ['server', 'websocket-decoder.ts', 'isShort ? 126 : 65_536', 'isShort ? 125 : 65_536'],
  ['server', 'websocket-decoder.ts', '(second & 0x7f) > 125', '(second & 0x7f) > 126'],
  ['client', 'websocket-decoder.ts', 'this.#fragments.length + length > this', 'length > this'],
  ['client', 'websocket-decoder.ts', 'code !== 1004 && code', 'code'],
  ['client', 'websocket-decoder.ts', 'this.#fragmented = 0;\n    }', '}'],
  [
    'requests',
    'parse-request.ts',
    'else if (ref !== undefined) return',
    'else if (typeof ref === "string") return',
  ],
  ['requests', 'parse-request.ts', "'unknown_type', ...(hasValidRef && { ref })", "'unknown_type'"],
  ['socketio', 'socket-io.ts', '{ ...argument, type: event }', '{ type: event, ...argument }'],
];

test.for(FAULTS)('%s: %s with "%s" planted is found', async ([target, file, right, wrong]) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(PACKAGE, 'src'), join(folder, 'src'), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const path = join(folder, 'src', file);
  const source = readFileSync(path, 'utf8');
  expect(source.split(right)).toHaveLength(2);
  writeFileSync(path, source.replace(right, wrong));
  const args = ['scripts/fuzz.ts', target, '--runs', '200000', '--source', join(folder, 'src/index.ts')];
  const child = spawn(process.execPath, args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'ignore'] });
  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(stdout).toContain('FOUND');
  expect(status).toBe(1);
});
