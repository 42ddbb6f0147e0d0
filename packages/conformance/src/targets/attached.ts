// The attach tier: a server that runs already. Nothing can be asked of its process, so cases that need that cannot run.
import { type Binding, HubbubError, type ReadyLine } from '@hubbub/protocol';
import { createLonePeer } from '../peers/lone-peer.ts';
import { openWire } from '../peers/open-peer.ts';
import { freshName } from '../runner/names.ts';
import type { Target } from '../target.ts';

const CONNECT_MS = 5_000;

/** The addresses of a server that runs already; at least one. */
export interface AttachedAddresses {
  /** `host:port` or `tcp://host:port` of the lines binding. */
  readonly tcp?: string;
  /** `ws://host:port/hubbub`. */
  readonly ws?: string;
  /** `http://host:port`. */
  readonly socketio?: string;
}

/**
 * The attach tier. What the server is and which limits are in force is read from its `welcome`.
 * @throws HubbubError `argument_invalid` where no address is given or one is no URL.
 */
export function attachedTarget({ tcp, ws, socketio }: AttachedAddresses): Target {
  const given: [Binding, string | undefined][] = [
    ['lines', tcp === undefined || tcp.includes('://') ? tcp : `tcp://${tcp}`],
    ['websocket', ws],
    ['socket.io', socketio],
  ];
  const endpoints = given.flatMap(([binding, url]) => (url === undefined ? [] : [{ binding, url }]));
  if (endpoints.length === 0)
    throw new HubbubError('argument_invalid', 'give at least one of --tcp, --ws and --socketio');
  for (const { url } of endpoints) {
    if (!URL.canParse(url)) throw new HubbubError('argument_invalid', `"${url}" is no URL`);
  }
  const argument = [tcp && `--tcp ${tcp}`, ws && `--ws ${ws}`, socketio && `--socketio ${socketio}`]
    .filter(Boolean)
    .join(' ');
  return {
    id: endpoints.map(({ url }) => url).join(' '),
    tier: 'attach',
    argument,
    bindings: endpoints.map(({ binding }) => binding),
    expectations: [],
    async start(_config, signal) {
      const ready = await introduce(endpoints, signal);
      return { ready, exited: new Promise(() => undefined), stderr: () => '', stop: () => Promise.resolve() };
    },
  };
}

/** Says hello once and makes a ready line of the welcome. */
async function introduce(endpoints: ReadyLine['endpoints'], signal: AbortSignal): Promise<ReadyLine> {
  const [first] = endpoints;
  if (first === undefined) throw new HubbubError('argument_invalid', 'no endpoint');
  const bounds = { signal, deadlineMs: CONNECT_MS };
  const peer = createLonePeer('introduction', first.binding, bounds);
  try {
    peer.attach(await openWire(endpoints, first.binding, {}, peer.events, bounds));
    const { server, features, limits } = await peer.ask(
      { type: 'hello', version: 1, nick: freshName('n') },
      'welcome',
    );
    return { ready: true, ...server, pid: 1, features, limits, endpoints };
  } catch (error) {
    throw new HubbubError('start_failed', `${first.url}: ${HubbubError.from(error).message}`, {
      cause: error,
    });
  } finally {
    peer.destroy();
  }
}
