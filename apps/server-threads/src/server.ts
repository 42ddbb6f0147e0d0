// Chat with a blocking thread for each connection. The chat lives in the main thread alone, which accepts and hands
// each socket to a thread; framing, limits and the chat itself are in packages/.
import { lookup } from 'node:dns/promises';
import {
  Channel,
  EpollSelector,
  type Handler,
  type HandlerSelector,
  Listener,
  type OsError,
} from '@hubbub/selectors';
import { authorityOf, cannotListen, defineServer, type Kit, LinesPeer } from '@hubbub/server-kit';
import { ThreadPool } from './thread-pool.ts';

/** The thread server: `batched` hands a tick's frames over at once, `each` a message at a time. */
export const server = defineServer({
  name: 'threads',
  framework: 'worker_threads',
  bindings: ['lines'],
  fanout: ['batched', 'each'],
  maxThreads: 64,
  async listen(kit) {
    const { address } = await lookup(kit.host);
    const selector = new EpollSelector<Handler>();
    const pool = new ThreadPool(kit.limits.maxConnections);
    const listener = listen(selector, address, kit, pool);
    await pool.warm();
    // At its end the process joins its threads: those that sleep in the kernel have to be woken.
    const wakeAll = () => void pool.stop();
    process.once('exit', wakeAll);
    const stopping = new AbortController();
    const accepting = acceptAll(selector, stopping.signal);
    return {
      endpoints: [kit.endpoint('lines', authorityOf(kit.host, listener.port))],
      stopAccepting: () => listener.close(),
      async close() {
        stopping.abort();
        selector.wake();
        await Promise.all([accepting, pool.stop()]);
        process.off('exit', wakeAll);
      },
    };
  },
});

function listen(selector: HandlerSelector, address: string, kit: Kit, pool: ThreadPool): Listener {
  try {
    return new Listener(selector, { address, port: kit.port }, (socket) => {
      serve(new Channel(socket, selector), kit, pool);
    });
  } catch (error) {
    selector.close();
    throw cannotListen(kit.host, kit.port, error as OsError);
  }
}

/** Accepts, and speaks to those who have no thread yet or will never get one. */
async function acceptAll(selector: HandlerSelector, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const [key, events] of selector.select(0)) key.data(key, events);
    await selector.wait();
  }
  selector.close();
}

/** A client's life: in the main thread's hands until there is a thread for it, then in that one's alone. */
function serve(channel: Channel, kit: Kit, pool: ThreadPool): void {
  channel.pause(); // it is the thread that reads
  const peer = new LinesPeer(kit, channel);
  if (peer.isRefused) return;
  pool.lend((thread) => {
    const socket = channel.detach();
    if (socket === undefined) {
      pool.idle(thread); // the client was told to go while it waited (HELLO-5, STOP-1)
      return;
    }
    thread.serve(socket, channel.remoteAddress, peer);
    peer.bytes = thread;
  });
}
