// A TCP client that remembers all it got.
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connected client. */
export interface Client {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  received(): string;
  /** Resolves once this text came; rejects where the connection ends before. */
  until(text: string): Promise<void>;
}

/** Connects to a URL's host and port. */
export async function dial({ hostname, port }: URL): Promise<Client> {
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const chunks: string[] = [];
  /** The last chunk and the end of what came before it: enough for a text that came just now. */
  let recent = '';
  const waiters = new Set<(text: string) => void>();
  const wake = () => {
    for (const waiter of waiters) waiter(recent);
  };
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      const text = chunk.toString('latin1');
      chunks.push(text);
      recent = recent.slice(-1_000) + text;
      wake();
    });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
    wake();
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
  return {
    socket,
    closed,
    received: () => chunks.join(''),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (among: string) => {
          const isThere = among.includes(text);
          if (!isThere && !isClosed) return;
          waiters.delete(look);
          if (isThere) resolve();
          else reject(new Error(`closed before ${text} came; got ${chunks.join('')}`));
        };
        waiters.add(look);
        look(chunks.join(''));
      }),
  };
}
