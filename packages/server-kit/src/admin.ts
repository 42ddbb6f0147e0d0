// The admin endpoints of PROC-3, on a port of their own, apart from the connection cap.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stats } from '@hubbub/protocol';
import type { Registry } from 'prom-client';
import { listenOn } from './listen-on.ts';
import { createServer } from './node-http.ts';

/** The running admin server. */
export interface Admin {
  /** The base URL, as the ready line states it. */
  readonly url: string;
  /** From now on `/readyz` answers 503. */
  startDraining(): void;
  close(): Promise<void>;
}

const GAUGES: Record<keyof Stats, string> = {
  connections: 'Connections that hold a place',
  sessions: 'Clients with a nick',
  rooms: 'Rooms with members',
  outboxBytes: 'Bytes queued for clients',
  received: 'Frames received since the start',
  delivered: 'Frames handed to clients since the start',
  evicted: 'Slow consumers dropped since the start',
  refused: 'Connections refused since the start',
};

/** Starts the admin endpoints. @throws HubbubError `port_in_use`. */
export async function startAdmin(
  host: string,
  port: number,
  stats: () => Stats,
  writes: () => number,
): Promise<Admin> {
  let metrics: Promise<Registry> | undefined;
  let isDraining = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://admin');
    if (pathname === '/healthz') send(response, 200, 'text/plain', 'ok\n');
    else if (pathname === '/readyz') {
      if (isDraining) send(response, 503, 'text/plain', 'draining\n');
      else send(response, 200, 'text/plain', 'ready\n');
    } else if (pathname === '/stats') send(response, 200, 'application/json', `${JSON.stringify(stats())}\n`);
    else if (pathname === '/metrics') {
      metrics ??= createMetrics(stats, writes);
      const registry = await metrics;
      send(response, 200, registry.contentType, await registry.metrics());
    } else send(response, 404, 'text/plain', 'not found\n');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => send(response, 500, 'text/plain', 'internal\n'));
  });
  const bound = await listenOn(server, host, port);
  return {
    url: `http://${bound.authority}`,
    startDraining() {
      isDraining = true;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      (await metrics)?.clear();
    },
  };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

/** Made for the first who asks: loading the library is a sixth of a start, and what it watches costs a little all the time. */
async function createMetrics(stats: () => Stats, writes: () => number): Promise<Registry> {
  const { collectDefaultMetrics, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [name, help] of Object.entries(GAUGES) as [keyof Stats, string][]) {
    const isTotal = name === 'received' || name === 'delivered' || name === 'evicted' || name === 'refused';
    new Gauge({
      name: `hubbub_${name === 'outboxBytes' ? 'outbox_bytes' : name}${isTotal ? '_total' : ''}`,
      help,
      registers: [registry],
      collect() {
        this.set(stats()[name]);
      },
    });
  }
  new Gauge({
    name: 'hubbub_writes_total',
    help: 'Payloads handed to transports since the start: deliveries a write are the batch',
    registers: [registry],
    collect() {
      this.set(writes());
    },
  });
  return registry;
}
