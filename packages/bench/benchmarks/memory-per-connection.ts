// What a joined connection costs a server in memory of the process, beside a bare listener of the same library where there
// is one. Exit status 1 where `selector` costs more than 3 KB, or another 3 KB more than its bare listener.
//
//   node benchmarks/memory-per-connection.ts [--servers selector,net,ws] [--connections 10000] [--rooms 100]
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Binding } from '@hubbub/protocol';
import { readMemory } from '../src/process/proc.ts';
import { startServer } from '../src/process/server-process.ts';
import { wireOf } from '../src/wires/wire.ts';
import { findEntrants } from './entrants.ts';

const MOST_BYTES = 3 * 1_024;
/** Connections of one source address: fewer than it has ports. */
const A_SOURCE = 5_000;
/** Connections that are being made at once. */
const AT_ONCE = 100;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const BARE: Partial<Record<Binding, string>> = { lines: 'bare-net.ts', websocket: 'bare-ws.ts' };
/**
 * On SIGUSR2 a server collects and gives pages back that it does not use, and its nursery does not grow: both would count
 * as connections, by up to 3 KB each, whenever V8 chose to collect between the two readings.
 */
const COLLECTING = [
  '--expose-gc',
  '--max-semi-space-size=1',
  '--import',
  'data:text/javascript,process.on("SIGUSR2",()=>gc({type:"major",execution:"sync",flavor:"last-resort"}))',
];
const SETTLE_MS = 1_500;
/** A server without a library beneath it is held to the figure itself. */
const ALONE = 'epoll';

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: 'selector,net,ws' },
    connections: { type: 'string', default: '10000' },
    rooms: { type: 'string', default: '100' },
  },
});
const connections = Number(values.connections);
const rooms = Number(values.rooms);
const bareCosts = new Map<Binding, number>();
let isSound = true;

for (const { entrant, folder } of findEntrants(values.servers.split(','))) {
  const [binding] = entrant.bindings;
  if (binding === undefined) continue;
  const cost = await costOf(entrant.id, entrant.command, folder, binding);
  if (entrant.framework === ALONE) {
    check(`${entrant.id}: bytes a connection`, cost);
    continue;
  }
  const file = BARE[binding];
  if (file === undefined) continue;
  const bare =
    bareCosts.get(binding) ?? (await costOf(file.replace('.ts', ''), ['node', file], HERE, binding));
  bareCosts.set(binding, bare);
  check(`${entrant.id}: bytes a connection more than the bare listener`, cost - bare);
}
process.exitCode = isSound ? 0 : 1;

/** Bytes of process memory for each connection: the second half of them, so that what is paid once is not counted. */
async function costOf(
  name: string,
  command: readonly string[],
  folder: string,
  binding: Binding,
): Promise<number> {
  const server = await startServer({
    command: command[0] === 'node' ? ['node', ...COLLECTING, ...command.slice(1)] : command,
    folder,
    config: {
      host: '127.0.0.1',
      port: 0,
      limits: {
        maxConnections: connections + 100,
        ratePerSecond: 0,
        heartbeatMs: 600_000,
        idleTimeoutMs: 900_000,
      },
    },
    cpus: null,
  });
  const sockets: Socket[] = [];
  const grow = async (count: number): Promise<number> => {
    while (sockets.length < count) {
      const some = Math.min(AT_ONCE, count - sockets.length);
      const next = Array.from({ length: some }, (_, i) =>
        join(server.ready.endpoints, binding, sockets.length + i),
      );
      sockets.push(...(await Promise.all(next)));
    }
    await pause(SETTLE_MS);
    process.kill(server.pid, 'SIGUSR2');
    await pause(SETTLE_MS);
    return readMemory(server.pid).bytes;
  };
  try {
    const half = await grow(connections / 2);
    const all = await grow(connections);
    const cost = (all - half) / (connections / 2);
    console.log(`${name.padEnd(10)} ${(cost / 1_024).toFixed(2)} KB a connection (${binding})`);
    return cost;
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.stop();
  }
}

function check(what: string, bytes: number): void {
  const isMet = bytes <= MOST_BYTES;
  console.log(`${isMet ? '✓' : '✗'} ${what} = ${Math.round(bytes)} (at most ${MOST_BYTES})`);
  if (!isMet) isSound = false;
}

/** Connects client number `i` and resolves once it is in its room. */
function join(
  endpoints: readonly { readonly binding: Binding; readonly url: string }[],
  binding: Binding,
  i: number,
): Promise<Socket> {
  const url = new URL(endpoints.find((endpoint) => endpoint.binding === binding)?.url ?? '');
  const wire = wireOf(binding);
  const { greeting, scanner } = wire.connect(url);
  const socket = connect({
    host: url.hostname,
    port: Number(url.port),
    localAddress: `127.0.1.${1 + Math.floor(i / A_SOURCE)}`,
  });
  const hello = () => {
    socket.write(wire.encode({ type: 'hello', version: 1, nick: `n${i}` }));
    socket.write(wire.encode({ type: 'join', room: `r${i % rooms}` }));
  };
  return new Promise((resolve, reject) => {
    let unread = Buffer.alloc(0);
    socket.on('error', reject).on('close', () => reject(new Error(`client ${i} was dropped`)));
    socket.on('connect', () => {
      if (greeting.byteLength > 0) socket.write(greeting);
      else hello();
    });
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      let at = 0;
      for (let kind = scanner.scan(unread, at, unread.length); kind !== 'incomplete'; ) {
        if (kind === 'open') hello();
        else if (kind === 'reply') socket.write(scanner.reply);
        else if (kind === 'frame') {
          const frame = wire.decode(unread.toString('utf8', scanner.start, scanner.end));
          if (frame?.type === 'joined') resolve(socket);
          else if (frame?.type === 'error') reject(new Error(JSON.stringify(frame)));
        } else if (kind === 'end' || kind === 'broken') reject(new Error(`client ${i}: ${kind}`));
        at = scanner.next;
        kind = scanner.scan(unread, at, unread.length);
      }
      unread = unread.subarray(at);
    });
  });
}
