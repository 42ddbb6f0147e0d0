// Assembles a server from its definition and a configuration, in this process. No argv, no environment, no exit.
import { randomBytes } from 'node:crypto';
import { createChat, createMemoryDirectory, createMemoryLog, createStoredLog } from '@hubbub/chat';
import {
  type Binding,
  checkServerConfig,
  type FanoutMode,
  HubbubError,
  type Limits,
  type ReadyLine,
  resolveLimits,
  type ServerConfig,
  type Stats,
} from '@hubbub/protocol';
import type { Admin } from './admin.ts';
import { Admission } from './admission.ts';
import { createAuthenticate } from './auth.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Kit, Listening, Log, NativeRooms, RunningServer, ServerDefinition } from './contract.ts';
import { createCounters } from './counters.ts';
import { Deadlines } from './deadlines.ts';
import { drain } from './drain.ts';
import { createFanout } from './fanout.ts';
import type { House } from './house.ts';
import { WEBSOCKET_PATH } from './http-rules.ts';
import { Later } from './later.ts';
import { silentLog } from './log.ts';
import { describeRuntime } from './runtime.ts';
import type { SqliteStore } from './store/sqlite-store.ts';
import { readTls } from './tls.ts';

/** What a test or an embedding program may replace. */
export interface StartOptions {
  /** Nothing is logged unless given. */
  readonly log?: Log;
  readonly clock?: Clock;
}

const DEFAULT_HOST = '127.0.0.1';

/**
 * Starts a server and resolves once it accepts connections.
 * @throws HubbubError `config_invalid` for a malformed configuration or one that this server cannot honour (LIMIT-1);
 * `port_in_use` where the address cannot be bound.
 */
export async function startServer(
  definition: ServerDefinition,
  config: ServerConfig = {},
  { log = silentLog, clock = systemClock }: StartOptions = {},
): Promise<RunningServer> {
  await checkServerConfig(config);
  const { maxThreads } = definition;
  const limits = resolveLimits({
    ...(maxThreads !== undefined && { maxConnections: maxThreads }),
    ...config.limits,
  });
  const fanoutMode = config.fanout ?? definition.fanout[0];
  refuseWhatIsNotOffered(definition, config, fanoutMode);
  const authenticate = config.auth && (await createAuthenticate(config.auth));
  const tls = config.tls && (await readTls(config.tls));
  const features = featuresInForce(config, limits);
  const { historySize, historyRooms } = limits;
  const store = config.store === undefined ? undefined : await openStore(config.store, historySize, log);
  const { name, framework } = definition;
  const runtime = describeRuntime();

  let native: NativeRooms | undefined;
  const fanout = createFanout(fanoutMode, {
    maxOutboxBytes: limits.maxOutboxBytes,
    native: () => {
      if (native === undefined) throw new HubbubError('internal', `${name} handed in no native rooms`);
      return native;
    },
  });
  const chat = createChat({
    limits,
    server: { name, framework, runtime },
    features,
    now: Date.now,
    newToken: () => randomBytes(18).toString('base64url'),
    schedule: (delayMs, task) => clock.after(delayMs, task),
    ...(authenticate && { authenticate }),
    log: store
      ? createStoredLog({ historySize, historyRooms, store })
      : createMemoryLog({ historySize, historyRooms }),
    directory: createMemoryDirectory(),
    fanout,
  });
  const counters = createCounters();
  const deadlines = new Deadlines(clock);
  const house: House = { limits, chat, fanout, clock, deadlines, later: new Later(), counters, log };
  const admission = new Admission(house);

  const kit: Kit = {
    host: config.host ?? DEFAULT_HOST,
    port: config.port ?? 0,
    limits,
    fanout: fanoutMode,
    origins: config.origins,
    tls,
    log,
    admit: (arrival) => admission.admit(arrival),
    endpoint: (binding, authority) => ({ binding, url: urlOf(binding, authority, tls !== undefined) }),
    useNativeRooms(rooms) {
      native = rooms;
    },
  };
  const stats = (): Stats => {
    let outboxBytes = 0;
    for (const { outbox } of admission.connections) outboxBytes += outbox.bytes;
    const { writes: _, ...told } = counters;
    return { connections: admission.count, ...countsOf(house), outboxBytes, ...told };
  };
  const giveUp = async (error: unknown, listening?: Listening): Promise<never> => {
    listening?.stopAccepting();
    await listening?.close();
    await store?.close();
    throw error;
  };
  const listening = await definition.listen(kit).catch(giveUp);
  const admin = await startAdminFor(config.adminPort, kit.host, stats, () => counters.writes).catch(
    (error: unknown) => giveUp(error, listening),
  );
  const ready: ReadyLine = {
    ready: true,
    name,
    framework,
    runtime,
    pid: process.pid,
    features: [...features],
    limits,
    endpoints: [...listening.endpoints],
    ...(admin !== undefined && { admin: admin.url }),
  };
  let closed: Promise<void> | undefined;
  return {
    ready,
    endpoints: ready.endpoints,
    limits,
    stats,
    close() {
      closed ??= drain({ house, admission, listening, admin }).then(() => store?.close());
      return closed;
    },
  };
}

/** Without a store nothing of it is loaded: neither a thread nor SQLite. */
async function openStore(path: string, historySize: number, log: Log): Promise<SqliteStore> {
  const { openSqliteStore } = await import('./store/sqlite-store.ts');
  return openSqliteStore({ path, historySize }, log);
}

/** Metrics cost a server without an admin port nothing, not even their loading. */
async function startAdminFor(
  port: number | undefined,
  host: string,
  stats: () => Stats,
  writes: () => number,
): Promise<Admin | undefined> {
  if (port === undefined) return undefined;
  const { startAdmin } = await import('./admin.ts');
  return startAdmin(host, port, stats, writes);
}

function countsOf({ chat }: House): { sessions: number; rooms: number } {
  return { sessions: chat.counts.sessions, rooms: chat.counts.rooms };
}

/** What `welcome` and the ready line name (PROC-4). */
function featuresInForce({ auth, tls, store }: ServerConfig, { historySize }: Limits): string[] {
  return [historySize > 0 && 'history', store && 'durable', auth && 'auth', tls && 'tls'].filter(
    (name) => typeof name === 'string',
  );
}

function urlOf(binding: Binding, authority: string, isTls: boolean): string {
  if (binding === 'lines') return `${isTls ? 'tls' : 'tcp'}://${authority}`;
  if (binding === 'socket.io') return `${isTls ? 'https' : 'http'}://${authority}`;
  return `${isTls ? 'wss' : 'ws'}://${authority}${WEBSOCKET_PATH}`;
}

/** A limit or part that is configured and not in force would be a lie (LIMIT-1). */
function refuseWhatIsNotOffered(definition: ServerDefinition, config: ServerConfig, mode: FanoutMode): void {
  const { name, fanout, bindings } = definition;
  if (!fanout.includes(mode)) {
    throw new HubbubError(
      'config_invalid',
      `${name} does not offer the fan-out "${mode}"; it offers ${fanout.join(', ')}`,
    );
  }
  const missing = ['backplane', ...(definition.tls ? [] : ['tls'])] as const;
  const notOffered = missing.find((part) => config[part as keyof ServerConfig] !== undefined);
  if (notOffered !== undefined) {
    throw new HubbubError('config_invalid', `"${notOffered}" is configured, but ${name} does not offer it`);
  }
  if (config.store !== undefined && config.limits?.historySize === 0) {
    throw new HubbubError(
      'config_invalid',
      '"store" is configured, but limits.historySize is 0: nothing is kept',
    );
  }
  if (config.origins !== undefined && bindings.every((binding) => binding === 'lines')) {
    throw new HubbubError('config_invalid', `"origins" is configured, but ${name} serves no browsers`);
  }
}
