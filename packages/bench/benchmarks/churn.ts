// Clients come, join, talk and go (with bye, with FIN, with RST) in a seeded random mix; afterwards the server must hold
// exactly what it held before: connections, sessions, rooms, descriptors, handles, timers. Memory is told as a slope.
//
//   node benchmarks/churn.ts [--servers net,ws] [--seconds 600] [--clients 200] [--seed 1]
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { linearRegression } from 'simple-statistics';
import { createRandom, type Random } from '../src/generator/random.ts';
import { placeOnCores } from '../src/process/placement.ts';
import { countDescriptors, readMemory } from '../src/process/proc.ts';
import { type ServerProcess, startServer } from '../src/process/server-process.ts';
import { metricOf, statsOf } from '../src/process/stats.ts';
import { wireOf } from '../src/wires/wire.ts';
import { ChurnClient, WAYS_TO_GO } from './churn-client.ts';
import { type Found, findEntrants } from './entrants.ts';

const ROOMS = 8;
const TICK_MS = 10;
const ACTIONS_A_TICK = 5;
const SETTLE_MS = 10_000;
const WARM_UP_SHARE = 0.1;

const { values } = parseArgs({
  options: {
    servers: { type: 'string' },
    seconds: { type: 'string', default: '600' },
    clients: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const mostClients = Number(values.clients);
const seed = Number(values.seed);
let isSound = true;

/** What must be the same before and after. */
interface Holding {
  readonly connections: number | undefined;
  readonly sessions: number | undefined;
  readonly rooms: number | undefined;
  readonly outboxBytes: number | undefined;
  readonly descriptors: number;
  readonly handles: number | undefined;
  readonly resources: number | undefined;
}

for (const found of findEntrants(values.servers?.split(',')))
  await judge(found, Number(values.seconds) * 1_000);
process.exitCode = isSound ? 0 : 1;

async function judge({ entrant, folder }: Found, durationMs: number): Promise<void> {
  console.log(`\n${entrant.id}`);
  const server = await startServer({
    command: entrant.command,
    folder,
    config: { host: '127.0.0.1', port: 0, adminPort: 0, limits: { ratePerSecond: 0 } },
    cpus: placeOnCores().serverCpus,
  });
  try {
    // The first part pays for what is paid once: compiled code, rooms with history, pools.
    await churn(server, durationMs * WARM_UP_SHARE, createRandom(seed), () => {});
    const before = await settled(server);
    const memory: [seconds: number, kb: number][] = [];
    const start = performance.now();
    const counts = await churn(server, durationMs, createRandom(seed + 1), () => {
      memory.push([(performance.now() - start) / 1_000, readMemory(server.pid).bytes / 1_024]);
    });
    const after = await settled(server, before);
    console.log(`  ${counts.connects} connections, ${counts.actions} actions, ended: ${list(counts.ways)}`);
    console.log(`  errors: ${list(counts.errors) || 'none'}`);
    for (const key of Object.keys(before) as (keyof Holding)[]) {
      const isSame = before[key] === after[key];
      console.log(
        `  ${isSame ? '✓' : '✗'} ${key}: ${before[key] ?? 'not told'} → ${after[key] ?? 'not told'}`,
      );
      if (!isSame) isSound = false;
    }
    // The first half still fills histories and lets the heap find its size.
    const { m } = linearRegression(memory.slice(Math.floor(memory.length / 2)));
    const [first, last] = [memory.at(0)?.[1] ?? 0, memory.at(-1)?.[1] ?? 0];
    console.log(
      `  memory ${(first / 1_024).toFixed(1)} → ${(last / 1_024).toFixed(1)} MiB, slope of the second half ${(m * 60).toFixed(0)} KB a minute`,
    );
  } finally {
    await server.stop();
  }
}

interface Counts {
  connects: number;
  actions: number;
  readonly ways: Record<string, number>;
  readonly errors: Record<string, number>;
}

/** Lets clients come and go for a while, then ends all that are left. `everySecond` is called meanwhile. */
async function churn(
  server: ServerProcess,
  durationMs: number,
  random: Random,
  everySecond: () => void,
): Promise<Counts> {
  const endpoint = server.ready.endpoints[0];
  if (endpoint === undefined) throw new Error('no endpoint');
  const wire = wireOf(endpoint.binding);
  const url = new URL(endpoint.url);
  const counts: Counts = { connects: 0, actions: 0, ways: {}, errors: {} };
  const clients = new Set<ChurnClient>();
  const among = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)] as T;
  const add = (to: Record<string, number>, key: string) => {
    to[key] = (to[key] ?? 0) + 1;
  };
  const come = () => {
    counts.connects++;
    clients.add(
      new ChurnClient(wire, url, `churn-${counts.connects}-${durationMs}`, {
        error: (code) => add(counts.errors, code),
        closed: (client) => clients.delete(client),
      }),
    );
  };
  const act = () => {
    const client = among([...clients]);
    const room = `churn-${Math.floor(random() * ROOMS)}`;
    const what = random();
    if (client === undefined || (what < 0.25 && clients.size < mostClients)) come();
    else if (what < 0.8) {
      if (!client.isWelcomed) return;
      if (what < 0.5) client.send({ type: 'join', room });
      else if (what < 0.75) client.send({ type: 'say', room, text: `churning ${counts.actions}` });
      else client.send({ type: 'leave', room });
    } else {
      const way = among(WAYS_TO_GO);
      add(counts.ways, way);
      client.go(way);
      // It is leaving: nothing more is asked of it, though its connection may last a moment.
      clients.delete(client);
    }
    counts.actions++;
  };
  const end = performance.now() + durationMs;
  let tick = 0;
  while (performance.now() < end) {
    for (let i = 0; i < ACTIONS_A_TICK; i++) act();
    if (tick++ % (1_000 / TICK_MS) === 0) everySecond();
    await pause(TICK_MS);
  }
  for (const client of clients) client.destroy();
  return counts;
}

/** What the server holds once nobody is connected, and, where given, once it holds what it did before. */
async function settled(server: ServerProcess, before?: Holding): Promise<Holding> {
  const end = performance.now() + SETTLE_MS;
  for (;;) {
    const holding = await holdingOf(server);
    const isSettled =
      before === undefined
        ? holding.connections === 0
        : (Object.keys(before) as (keyof Holding)[]).every((key) => holding[key] === before[key]);
    if (isSettled || performance.now() > end) return holding;
    await pause(TICK_MS * 10);
  }
}

async function holdingOf(server: ServerProcess): Promise<Holding> {
  const stats = await statsOf(server);
  return {
    connections: stats?.connections,
    sessions: stats?.sessions,
    rooms: stats?.rooms,
    outboxBytes: stats?.outboxBytes,
    descriptors: countDescriptors(server.pid),
    handles: await metricOf(server, 'nodejs_active_handles_total'),
    resources: await metricOf(server, 'nodejs_active_resources_total'),
  };
}

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
