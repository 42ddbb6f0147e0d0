// Where most tests of connections begin: an open client that has joined a room of a fake server.
import { createClient } from '../src/index.ts';
import type { ClientOptions } from '../src/options.ts';
import { event } from './awaiting.ts';
import { FakeClock } from './fake-clock.ts';
import { startFakeServer, type welcome } from './fake-server.ts';

/** A client in the room `lobby` of a fake server, with a clock that stands still, and its connection. */
export async function openInLobby(
  options: Partial<ClientOptions> = {},
  greeting: Parameters<typeof welcome>[1] = {},
) {
  const server = await startFakeServer();
  const clock = new FakeClock();
  const client = createClient(server.url, { nick: 'ann', clock, random: () => 0.5, ...options });
  const peer = await server.accept();
  await peer.greet(greeting);
  await client.opened;
  const joining = client.join('lobby');
  await peer.admit({ seq: 10 });
  await joining;
  /** Loses the connection in a way, waits the first time, and answers the new hello. */
  const lose = async (from = peer, how: () => void = () => from.cut()) => {
    const lost = event(client, 'state', ({ state }) => state === 'reconnecting');
    how();
    const change = await lost;
    clock.advance(change.retryInMs ?? 0);
    const next = await server.accept();
    return { next, change };
  };
  const end = async (): Promise<void> => {
    client.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, clock, client, peer, lose, [Symbol.asyncDispose]: end };
}
