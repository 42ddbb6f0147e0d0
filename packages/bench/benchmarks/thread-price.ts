// What a server with a thread a connection pays for one: memory, start, the answer at the cap, and a place that is used
// again. Exit status 1 where a client at the cap is not told within 50 ms, or a freed place not taken within 50 ms.
//
//   node benchmarks/thread-price.ts [--server threads] [--threads 64] [--rounds 20]
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { readMemory } from '../src/process/proc.ts';
import { type ServerProcess, startServer } from '../src/process/server-process.ts';
import { spreadOf } from '../src/statistics/spread.ts';
import { findEntrants } from './entrants.ts';

const MOST_MS = 50;

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'threads' },
    threads: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '20' },
  },
});
const threads = Number(values.threads);
const rounds = Number(values.rounds);
const [found] = findEntrants([values.server]);
if (found === undefined) throw new Error('no such server');
const server = await startServer({
  command: found.entrant.command,
  folder: found.folder,
  config: { host: '127.0.0.1', port: 0, limits: { maxConnections: threads } },
  cpus: null,
});
let isSound = true;
try {
  await measure(server);
} finally {
  await server.stop();
}
process.exitCode = isSound ? 0 : 1;

async function measure({ ready, pid }: ServerProcess): Promise<void> {
  const url = new URL(ready.endpoints[0]?.url ?? '');
  const clients = [await welcomed(url, 'first')];
  const idle = readMemory(pid).bytes;
  // With one client there are five threads: its own and the four warm ones.
  const before = Math.min(threads, 5);
  const startedMs = performance.now();
  for (let i = clients.length; i < threads; i++) clients.push(await welcomed(url, `n${i}`));
  const startMs = (performance.now() - startedMs) / Math.max(1, threads - before);
  const memory = (readMemory(pid).bytes - idle) / Math.max(1, threads - before);
  console.log(`memory of a thread        ${(memory / 2 ** 20).toFixed(1)} MiB`);
  console.log(`start of a thread         ${startMs.toFixed(0)} ms, one after the other`);

  const refused: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const from = performance.now();
    const socket = dial(url);
    const [chunk] = await once(socket, 'data');
    refused.push(performance.now() - from);
    if (!String(chunk).includes('"server_full"')) throw new Error(`not refused: ${chunk}`);
    socket.destroy();
  }
  check('refused at the cap', refused);

  const freed: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const leaving = clients.shift() as Socket;
    const closed = once(leaving, 'close');
    leaving.write('{"type":"bye"}\n');
    leaving.resume();
    await closed;
    const from = performance.now();
    clients.push(await welcomed(url, `again${i}`));
    freed.push(performance.now() - from);
  }
  check('a freed place is taken', freed);
  for (const client of clients) client.destroy();
}

function dial(url: URL): Socket {
  return connect(Number(url.port), url.hostname).on('error', () => {});
}

/** A client that was welcomed; refused ones try again, as the time is what is measured. */
async function welcomed(url: URL, nick: string): Promise<Socket> {
  for (;;) {
    const socket = dial(url);
    socket.write(`{"type":"hello","version":1,"nick":"${nick}"}\n`);
    const [chunk] = await once(socket, 'data');
    if (String(chunk).startsWith('{"type":"welcome"')) return socket.pause();
    socket.destroy();
  }
}

function check(what: string, times: readonly number[]): void {
  const { median, max } = spreadOf(times);
  const isMet = median <= MOST_MS;
  console.log(
    `${isMet ? '✓' : '✗'} ${what.padEnd(23)} ${median.toFixed(1)} ms (worst ${max.toFixed(1)}, at most ${MOST_MS})`,
  );
  if (!isMet) isSound = false;
}
