// What the fuzzer begins with: the golden vectors, among them whatever it found before.
import { readFileSync } from 'node:fs';

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));

interface Decode {
  readonly chunks: readonly string[];
  readonly role?: string;
}

const streams = (name: string, role?: string): Uint8Array[] =>
  (read(name).decode as Decode[])
    .filter((vector) => vector.role === role)
    .map(({ chunks }) => Uint8Array.from(Buffer.from(chunks.join(''), 'hex')));

/** The seeds of every target. */
export const SEEDS = {
  lines: streams('lines'),
  server: streams('websocket', 'server'),
  client: streams('websocket', 'client'),
  requests: (read('requests').vectors as { json: string }[]).map(({ json }) =>
    Uint8Array.from(Buffer.from(json)),
  ),
  socketIo: (read('socketio').events as { event: string; args: unknown[] }[]).map(({ event, args }) =>
    Uint8Array.from(Buffer.from(JSON.stringify([event, ...args]))),
  ),
};
