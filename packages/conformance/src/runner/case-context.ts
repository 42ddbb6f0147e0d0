// Makes the context of one case run and cleans up behind it. It decides no verdict.
import type { Binding, ServerConfig } from '@hubbub/protocol';
import type { ConformanceCase } from '../case.ts';
import type { Attempt, CaseContext } from '../context.ts';
import { HttpConnection } from '../peers/http-connection.ts';
import { openWire } from '../peers/open-peer.ts';
import type { ClientOptions, ConnectOptions, Peer } from '../peers/peer.ts';
import { RecordingPeer } from '../peers/recording-peer.ts';
import { addressOf } from '../peers/tcp-link.ts';
import { shakeHands } from '../peers/tls-handshake.ts';
import { ConnectRefused } from '../peers/wire.ts';
import { WireLog } from '../peers/wire-log.ts';
import type { RunningServer, Target } from '../target.ts';
import { ConformanceViolation } from '../violation.ts';
import { assertions } from './assertions.ts';
import { type LagWatch, slowness } from './machine.ts';
import { freshName, seededRandom } from './names.ts';
import { quiet } from './quiet.ts';
import { openRawConnection } from './raw-connection.ts';
import { createServerHandle } from './server-handle.ts';

/** What a case run is made from. */
export interface CaseRunSetup {
  readonly case: ConformanceCase;
  readonly binding: Binding;
  readonly server: RunningServer;
  readonly target: Target;
  readonly config: ServerConfig;
  readonly seed: number;
  readonly round: number;
  readonly deadlineMs: number;
  readonly jitterMs: number;
  readonly lag: LagWatch;
  readonly keepsWires: boolean;
  readonly signal: AbortSignal;
}

/** The context, what was recorded, and the way to end it. */
export interface CaseRun {
  readonly context: CaseContext;
  readonly log: WireLog;
  /** The first standing invariant that any peer saw broken. */
  violation(): ConformanceViolation | undefined;
  /** Whether the server closed any of the connections. */
  sawClose(): boolean;
  /** Closes every connection and process that the case opened. */
  dispose(): Promise<void>;
}

/** Connections that are opened at the same time where a case wants many. */
const AT_ONCE = 8;

/** Makes a case run. */
export function createCaseRun(setup: CaseRunSetup): CaseRun {
  const { server, binding, signal, deadlineMs } = setup;
  let { ready } = server;
  const log = new WireLog();
  const peers: RecordingPeer[] = [];
  const disposals: (() => unknown)[] = [];
  const startMs = performance.now();
  const random = seededRandom(setup.seed, `${setup.case.id} ${binding} ${setup.round}`);
  let pacer: Promise<Peer> | undefined;

  const newPeer = (options: ConnectOptions): RecordingPeer => {
    const peer = new RecordingPeer({
      label: options.label ?? `#${peers.length + 1}`,
      binding: options.binding ?? binding,
      limits: () => ready.limits,
      deadlineMs,
      signal,
      log,
      isLenient: options.lenient !== undefined,
      autoPong: options.autoPong ?? true,
      usesAcks: options.acks ?? false,
      pace: async () => {
        pacer ??= client({ label: 'pace' });
        await (await pacer).barrier();
      },
    });
    peers.push(peer);
    return peer;
  };
  const open = async (peer: RecordingPeer, options: ConnectOptions): Promise<Peer> =>
    quiet(
      peer.attach(
        await openWire(ready.endpoints, peer.binding, options, peer.events, { signal, deadlineMs }),
      ),
    );
  const connect = async (options: ConnectOptions = {}): Promise<Peer> => {
    const peer = newPeer(options);
    try {
      return await open(peer, options);
    } catch (error) {
      signal.throwIfAborted();
      throw notConnected(error);
    }
  };
  const client = async (options: ClientOptions = {}): Promise<Peer> => {
    const peer = await connect(options);
    const nick = options.nick ?? freshName('n');
    await peer.ask({ type: 'hello', version: 1, nick, ...options.hello }, 'welcome');
    return peer;
  };
  const several: CaseContext['several'] = async (count, make) => {
    const made = [];
    for (let from = 0; from < count; from += AT_ONCE) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => make(from + i));
      made.push(...(await Promise.all(batch)));
    }
    return made;
  };
  // The overloads give small counts a tuple; what is made is the same.
  const clients = ((count: number, options: ClientOptions = {}) =>
    several(count, () => client(options))) as CaseContext['clients'];
  const attempt = async (options: ConnectOptions = {}): Promise<Attempt> => {
    const peer = newPeer(options);
    const none = { isAccepted: false, status: 0, headers: {}, body: '' } as const;
    try {
      const accepted = await open(peer, options);
      await accepted.barrier();
      return { isAccepted: true, peer: accepted };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ConnectRefused) {
        const { status, headers, body } = error;
        return { ...none, status, headers, body };
      }
      if (peer.closure === undefined && error instanceof ConformanceViolation) throw error;
      const refusal = peer.closure?.error;
      return refusal === undefined ? none : { ...none, error: refusal };
    }
  };
  const own = () => addressOf(ready.endpoints.find((endpoint) => endpoint.binding === binding)?.url ?? '');
  const context: CaseContext = {
    binding,
    offered: setup.target.bindings,
    limits: ready.limits,
    features: ready.features,
    offeredFeatures: setup.target.features ?? ready.features,
    server: createServerHandle(
      setup,
      (dispose) => disposals.push(dispose),
      (restarted) => {
        ready = restarted;
      },
    ),
    assert: assertions,
    deadlineMs,
    signal,
    connect,
    attempt,
    client,
    clients,
    several,
    async roomOf(...members) {
      const room = freshName('r');
      // One after another, so that who saw whose arrival is the same in every run.
      for (const member of members) await member.join(room);
      return room;
    },
    nick: () => freshName('n'),
    room: () => freshName('r'),
    unique: () => freshName('u'),
    random,
    latest: (timerMs) =>
      timerMs * 1.1 + 250 * slowness() + 4 * (setup.jitterMs + setup.lag.worstSince(startMs)),
    leastGap: (timerMs) =>
      Math.max(timerMs / 4, timerMs - 60 * slowness() - 4 * (setup.jitterMs + setup.lag.worstSince(startMs))),
    lateness: (sinceMs) => setup.lag.worstSince(sinceMs),
    now: () => performance.now(),
    note: (text) => log.add('', '*', text),
    async tcp(label = `tcp ${disposals.length + 1}`) {
      const connection = await openRawConnection(
        { ...own(), isTls: false },
        { label, log, deadlineMs, signal },
      );
      disposals.push(() => connection.destroy());
      return connection;
    },
    tls: (versions) => shakeHands(own(), versions, signal),
    async http(request) {
      const connection = new HttpConnection(own(), signal);
      disposals.push(() => connection.destroy());
      const line = `${request.method ?? 'GET'} ${request.path}`;
      log.add('http', '>', line);
      const timeout = AbortSignal.timeout(Math.round(deadlineMs));
      const late = Promise.withResolvers<never>();
      timeout.addEventListener('abort', () => {
        late.reject(new ConformanceViolation(`an HTTP answer to ${line}`, `nothing within ${deadlineMs} ms`));
      });
      const answer = await Promise.race([
        connection.request(request).catch((error: unknown) => {
          throw new ConformanceViolation(`an HTTP answer to ${line}`, String(error));
        }),
        late.promise,
      ]);
      log.add('http', '<', `${answer.status} ${answer.body}`);
      return answer;
    },
  };
  return {
    context: quiet(context),
    log,
    violation: () => peers.find((peer) => peer.violation !== undefined)?.violation,
    sawClose: () => peers.some((peer) => peer.closure !== undefined),
    async dispose() {
      log.add('', '*', `ends after ${Math.round(performance.now() - startMs)} ms`);
      for (const peer of peers) peer.destroy();
      await Promise.allSettled(disposals.map((dispose) => dispose()));
    },
  };
}

function notConnected(error: unknown): unknown {
  if (error instanceof ConnectRefused) {
    return new ConformanceViolation('a connection', `${error.message} ${error.body.slice(0, 200)}`.trim());
  }
  if (error instanceof Error && 'code' in error)
    return new ConformanceViolation('a connection', String(error.code));
  return error;
}
