// Chat over node:net in coroutines: straight lines of `await` a client, one that reads and one that lets it drain.
// No event handler is in here; framing, limits and the chat itself are in packages/.
import { on, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Connection, defineServer, type Kit, listenOn, secured } from '@hubbub/server-kit';
import { Writer } from './writer.ts';

/** The coroutine server: `batched` writes a tick's frames at once, `each` a message at a time. */
export const server = defineServer({
  name: 'net-streams',
  framework: 'node:net, streams',
  bindings: ['lines'],
  fanout: ['batched', 'each'],
  tls: true,
  async listen(kit) {
    const listener = createServer({ noDelay: true, allowHalfOpen: true });
    const { authority } = await listenOn(listener, kit.host, kit.port);
    const accepting = new AbortController();
    const accepted = Promise.allSettled([acceptAll(listener, kit, accepting.signal)]);
    return {
      endpoints: [kit.endpoint('lines', authority)],
      stopAccepting() {
        listener.close();
        accepting.abort();
      },
      close: async () => void (await accepted),
    };
  },
});

async function acceptAll(listener: Server, kit: Kit, signal: AbortSignal): Promise<void> {
  for await (const [socket] of on(listener, 'connection', { signal })) void serve(secured(socket, kit), kit);
}

/** A client's whole life. Nothing that was started for it goes on after this function. */
async function serve(socket: Socket, kit: Kit): Promise<void> {
  const life = new AbortController();
  addAbortSignal(life.signal, socket);
  const writer = new Writer(socket, life);
  const connection = kit.admit(writer).open('lines', writer);
  const tasks = Promise.allSettled([
    readAll(socket, writer, connection),
    drainAll(socket, writer, connection, life.signal),
  ]);
  try {
    await finished(socket);
  } catch {
    // A reset, for instance: there is nobody to tell.
  } finally {
    writer.abort();
    await tasks;
    connection.closed();
  }
}

async function readAll(socket: Socket, writer: Writer, connection: Connection<'lines'>): Promise<void> {
  // Otherwise the end of what is read would be the end of what is written, too (LINE-4).
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    connection.receive(chunk);
    await writer.whenReading();
  }
  connection.peerEnded();
}

async function drainAll(
  socket: Socket,
  writer: Writer,
  connection: Connection<'lines'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await writer.whenFull();
    // It may have drained before this line was reached.
    if (socket.writableNeedDrain) await once(socket, 'drain', { signal });
    connection.drained();
  }
}
