// A mutant as a target: a good server's process, and before each of its endpoints a listener of ours with the fault.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import {
  DEFAULT_LIMITS,
  HubbubError,
  type Limits,
  type ReadyLine,
  type ServerConfig,
} from '@hubbub/protocol';
import { OWN_CERTIFICATE } from '../fixtures/certificates.ts';
import { addressOf } from '../peers/tcp-link.ts';
import type { RunningServer, StartOptions, Target } from '../target.ts';
import { entrantTarget } from '../targets/entrant.ts';
import { type AdminFront, startAdminFront } from './admin-front.ts';
import { BASELINES } from './baseline.ts';
import { ALL_MUTANTS } from './catalogue.ts';
import type { MutableFrame, Mutant } from './mutant.ts';
import { ProxiedConnection } from './proxied-connection.ts';

/**
 * A mutant of the good server that an entrant.json describes.
 * @throws HubbubError `server_unknown` where no mutant has this id.
 */
export function mutantTarget(id: string, upstreamEntrantPath: string): Target {
  const mutant = [...ALL_MUTANTS, ...BASELINES].find((one) => one.id === id);
  if (mutant === undefined) throw new HubbubError('server_unknown', `no mutant is called "${id}"`);
  return targetOfMutant(mutant, entrantTarget(upstreamEntrantPath));
}

/** The mutant in front of servers that `upstream` starts. */
export function targetOfMutant(mutant: Mutant, upstream: Target): Target {
  const bindings = upstream.bindings.filter((binding) => mutant.bindings?.includes(binding) ?? true);
  return {
    id: `mutant:${mutant.id}`,
    tier: 'spawn',
    argument: `mutant:${mutant.id} --against ${upstream.id}`,
    bindings,
    expectations: [],
    ...(upstream.features && { features: upstream.features }),
    start: (config, signal, options) => startMutant(mutant, upstream, config, signal, options),
    ...(upstream.tryConfig && {
      tryConfig: (line, signal) =>
        upstream.tryConfig?.(mutant.rereadsConfig?.(line) ?? line, signal) ?? Promise.reject(),
    }),
  };
}

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;
/** What a hasty mutant waits for the first byte. */
const HASTY_MS = 50;

/** Starts the good server with what the mutant asks of it, and the listeners before it. */
async function startMutant(
  mutant: Mutant,
  upstream: Target,
  config: ServerConfig,
  signal: AbortSignal,
  options: StartOptions = {},
): Promise<RunningServer> {
  // Not resolved: a mutant may take limits that a good server refuses (FRAME-8).
  const stated: Limits = { ...DEFAULT_LIMITS, ...config.limits };
  const asked = { ...config.limits, ...mutant.asks?.(stated) };
  const behind = mutant.reconfigures?.(config) ?? config;
  const good = await upstream.start({ ...behind, port: 0, limits: asked }, signal, options);
  const features = [...new Set([...good.ready.features, ...(mutant.claims ?? [])])];
  const proxy = new FaultyFront(mutant, stated, config, features);
  try {
    const endpoints = await Promise.all(
      good.ready.endpoints.map(async ({ binding, url }, index) => {
        const port = index === 0 ? (config.port ?? 0) : 0;
        return { binding, url: await proxy.listen(binding, url, port) };
      }),
    );
    const exited = good.exited.then((end) => {
      proxy.close();
      return mutant.exitCode === undefined ? end : { ...end, code: mutant.exitCode };
    });
    const { admin } = good.ready;
    if (admin !== undefined && mutant.adminAnswer) await proxy.listenForAdmin(admin, mutant.adminAnswer);
    const ready = {
      ...good.ready,
      endpoints,
      features,
      limits: mutant.asks ? stated : good.ready.limits,
      ...(proxy.adminUrl !== undefined && { admin: proxy.adminUrl }),
    };
    let signals = 0;
    return {
      ready: mutant.misstates?.(ready) ?? ready,
      exited,
      stderr: () => good.stderr() + proxy.logged,
      async stop() {
        proxy.close();
        await good.stop();
      },
      signal(name) {
        if (mutant.onSignal?.(name, ++signals) === false) return;
        if (mutant.keepsAccepting !== true) proxy.stopAccepting();
        good.signal?.(name);
      },
    };
  } catch (error) {
    proxy.close();
    await good.stop();
    throw error;
  }
}

type Endpoint = ReadyLine['endpoints'][number];

/** The listeners and connections of one started mutant. */
class FaultyFront {
  readonly #mutant: Mutant;
  readonly #stated: Limits;
  readonly #fault: ReturnType<NonNullable<Mutant['fault']>>;
  readonly #listeners: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<ProxiedConnection>();
  readonly #features: readonly string[];
  #secureContext: SecureContext | undefined;
  #count = 0;
  #admin: AdminFront | undefined;
  /** What the mutant wrote to its own stderr. */
  logged = '';

  constructor(mutant: Mutant, stated: Limits, config: ServerConfig, features: readonly string[]) {
    this.#mutant = mutant;
    this.#stated = stated;
    this.#features = features;
    this.#fault = mutant.fault?.(config) ?? (() => ({}));
  }

  async listen(binding: Endpoint['binding'], url: string, port: number): Promise<string> {
    const { isTls, ...address } = addressOf(url);
    const serve = (accepted: Socket): void => {
      const dialled = connect({ ...address, allowHalfOpen: true, noDelay: true });
      const upstream = isTls ? connectTls({ socket: dialled, rejectUnauthorized: false }) : dialled;
      const client = isTls ? this.#secureAccepted(accepted, upstream) : accepted;
      this.#keep(client);
      this.#keep(upstream);
      const connection = new ProxiedConnection({
        id: ++this.#count,
        binding,
        maxFrameBytes: this.#stated.maxFrameBytes,
        client,
        upstream,
        all: this.#connections,
        restate: (frame) => this.#restate(frame),
        log: (text) => {
          this.logged += text;
        },
        hooks: this.#fault,
      });
      this.#connections.add(connection);
      client.on('close', () => this.#connections.delete(connection));
    };
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (accepted) => {
      if (isTls && this.#mutant.handshake === 'keeps garbage') this.#serveTlsAlone(accepted, serve);
      else serve(accepted);
    });
    this.#listeners.push(listener);
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(port, '127.0.0.1', resolve);
    });
    const bound = listener.address();
    const own = new URL(url);
    return url.replace(own.host, `127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`);
  }

  get adminUrl(): string | undefined {
    return this.#admin?.url;
  }

  async listenForAdmin(url: string, change: NonNullable<Mutant['adminAnswer']>): Promise<void> {
    this.#admin = await startAdminFront(url, change);
  }

  stopAccepting(): void {
    for (const listener of this.#listeners) listener.close();
  }

  close(): void {
    this.stopAccepting();
    this.#admin?.close();
    for (const socket of this.#sockets) socket.destroySoon();
  }

  /** The good server's half is opened at the accept too: it decides how long a handshake may take. */
  #secureAccepted(accepted: Socket, upstream: Socket): Socket {
    this.#secureContext ??= createSecureContext({
      ...OWN_CERTIFICATE,
      minVersion: 'TLSv1.2',
      ...this.#mutant.tls,
    });
    const client = new TLSSocket(accepted, { isServer: true, secureContext: this.#secureContext });
    const { handshake } = this.#mutant;
    if (handshake === 'for ever') return client;
    if (handshake === 'hasty') setTimeout(() => accepted.bytesRead === 0 && client.destroy(), HASTY_MS);
    // Where the good server ends first there are no words to wait for: node would wait for the handshake.
    const giveUp = (): unknown => client.destroy();
    upstream.once('end', giveUp).once('close', giveUp);
    client.once('secure', () => upstream.off('end', giveUp).off('close', giveUp));
    accepted.once('close', giveUp);
    return client;
  }

  /** Serves who begins a handshake; whoever sends something else stays connected and gets no answer. */
  #serveTlsAlone(accepted: Socket, serve: (accepted: Socket) => void): void {
    this.#keep(accepted);
    accepted.on('error', () => undefined);
    accepted.once('data', (first: Buffer) => {
      if (first[0] !== TLS_HANDSHAKE) return void accepted.resume();
      accepted.pause();
      accepted.unshift(first);
      serve(accepted);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #restate(frame: MutableFrame): MutableFrame {
    if (frame.type !== 'welcome') return frame;
    if (this.#mutant.asks !== undefined) frame.limits = { ...this.#stated };
    if (this.#mutant.claims !== undefined) frame.features = [...this.#features];
    return frame;
  }
}
