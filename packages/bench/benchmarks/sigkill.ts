// SIGKILL in the middle of load, again and again, and a restart on the same store: no message that was acknowledged or
// delivered may be lost or change its number, and none may be there twice, though clients send again what was not acknowledged.
//
//   node benchmarks/sigkill.ts [--servers net,ws] [--kills 50] [--clients 16] [--seed 1]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../src/generator/random.ts';
import { type ServerProcess, type ServerStart, startServer } from '../src/process/server-process.ts';
import { type Found, findEntrants } from './entrants.ts';
import { KilledRoom } from './killed-room.ts';

const { values } = parseArgs({
  options: {
    servers: { type: 'string' },
    kills: { type: 'string', default: '50' },
    clients: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
/** So many acknowledgements at least, and at most so many more, come before a kill. */
const ACKS_LEAST = 20;
const ACKS_MORE = 400;
/** More than is said between two kills, so that all of it can be read afterwards. */
const HISTORY_SIZE = 20_000;
const STARTS_MOST = 5;
let isSound = true;

for (const found of findEntrants(values.servers?.split(','))) {
  if (found.entrant.features.includes('durable')) await judge(found);
  else console.log(`${found.entrant.id}: does not say that it is durable`);
}
process.exitCode = isSound ? 0 : 1;

async function judge({ entrant, folder }: Found): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'hubbub-sigkill-'));
  const config = {
    host: '127.0.0.1',
    port: 0,
    store: join(place, 'store.db'),
    limits: { ratePerSecond: 0, historySize: HISTORY_SIZE },
  };
  const random = createRandom(Number(values.seed));
  const room = new KilledRoom(Number(values.clients));
  const start = performance.now();
  let server: ServerProcess | undefined;
  try {
    for (let life = 0; life <= kills; life++) {
      server = await startPatiently({ command: entrant.command, folder, config, cpus: null });
      await room.inspect(server.ready.endpoints);
      if (life === kills) break;
      await room.talk(server.ready.endpoints, ACKS_LEAST + Math.floor(random() * ACKS_MORE));
      server.signal('SIGKILL');
      await server.exited;
      await room.allGone();
    }
  } finally {
    await server?.stop();
    rmSync(place, { recursive: true });
  }
  const { acknowledged, delivered, kept, repeats, faults } = room;
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  console.log(
    `${faults.length === 0 ? '✓' : '✗'} ${entrant.id}: ${kills} kills in ${seconds} s; ${acknowledged} messages acknowledged, ` +
      `${delivered} seen by a member, ${kept} kept, ${repeats} sent again and recognised, ${faults.length} lost, changed or twice`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`    ${fault}`);
  if (faults.length > 0) isSound = false;
}

/** A machine with much else to do may take longer for a start than a server is given: that is told, and no loss. */
async function startPatiently(start: ServerStart): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServer(start);
    } catch (error) {
      console.log(`    a start failed: ${(error as Error).message}`);
      if (attempt === STARTS_MOST) throw error;
    }
  }
}
