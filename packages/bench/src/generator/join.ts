// The clients' way in: a few at a time as fast as they come, or on a schedule of their own whose every lateness counts.
import { describeLatency, LatencyCounts } from '../latency.ts';
import { clientsOf } from '../scenario.ts';
import type { Client } from './client.ts';
import { nowMicros } from './clock.ts';
import type { Crowd } from './crowd.ts';
import type { ConnectReport } from './job.ts';
import { atTheirTimes } from './pace.ts';
import { dueTimes } from './schedule.ts';

/** Connections that may be on their way at once: below the usual listen backlog of 511. */
const CONNECTING_AT_ONCE = 64;

/** Connects until `clients` of all processes have joined. Rejects where one cannot. */
export async function join(crowd: Crowd, clients: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const mine = countOf(crowd, clients);
  let pending = 0;
  const more = () => {
    while (crowd.clients.length < mine && pending < CONNECTING_AT_ONCE) {
      pending++;
      crowd.addClient().connect();
    }
    if (pending === 0) resolve();
  };
  crowd.watcher = {
    joined: () => {
      pending--;
      more();
    },
    frame: ({ index }, { type, code, message }) => {
      if (type === 'error') reject(new Error(`client ${index} got error ${code}: ${message}`));
    },
    closed: ({ index }) => reject(new Error(`client ${index} was closed before all had joined`)),
  };
  more();
  await promise;
  crowd.watcher = {};
}

/** Connects all clients when each is due; a client that does not get in is counted. */
export async function joinOnSchedule(crowd: Crowd, ratePerSecond: number): Promise<ConnectReport> {
  const clients = clientsOf(crowd.scenario);
  const latency = new LatencyCounts();
  let [joined, failed] = [0, 0];
  const { promise, resolve } = Promise.withResolvers<void>();
  const mine = countOf(crowd, clients);
  const settle = () => {
    if (joined + failed >= mine) resolve();
  };
  crowd.isExpectingClosures = true;
  crowd.watcher = {
    joined: ({ dueMicros }) => {
      joined++;
      latency.record(nowMicros() - dueMicros);
      settle();
    },
    closed: (client) => {
      if (!client.isJoined) failed++;
      settle();
    },
  };
  const { process, processes, seed } = crowd.job;
  const load = { kind: 'open', arrivals: 'constant', ratePerSecond, burst: 1 } as const;
  const due = dueTimes(load, ((clients + 1) / ratePerSecond) * 1_000, seed).slice(0, clients);
  const start = nowMicros() + 10_000;
  await atTheirTimes(
    crowd,
    due.filter((_, i) => i % processes === process),
    start,
    (_, dueMicros) => {
      const client: Client = crowd.addClient();
      client.dueMicros = dueMicros;
      client.connect();
    },
  );
  const timer = setTimeout(resolve, 10_000 + crowd.scenario.drainMs);
  settle();
  await promise;
  clearTimeout(timer);
  failed += mine - joined - failed;
  crowd.watcher = {};
  crowd.isExpectingClosures = false;
  crowd.errors.length = 0;
  return { joined, failed, latency: describeLatency(latency.toHistogram()) };
}

/** How many of the first `clients` are this process's. */
function countOf({ job: { process, processes } }: Crowd, clients: number): number {
  return Math.max(0, Math.ceil((clients - process) / processes));
}
