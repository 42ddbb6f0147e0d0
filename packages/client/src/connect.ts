// How a client begins: at once, or awaited.
import { Client } from './client.ts';
import type { ClientOptions } from './options.ts';

/**
 * A client that begins to connect at once, over the binding that the URL's scheme names: `ws://host:port/hubbub` and
 * `wss:` (websocket), `http://host:port` and `https:` (Socket.IO), `tcp://host:port` and `tls:` (lines; Node alone).
 * Listeners that are added before anything is awaited miss nothing. @throws TypeError for what is no URL.
 */
export function createClient(url: string | URL, options: ClientOptions): Client {
  return new Client(url, options);
}

/**
 * As {@link createClient}, resolving once the client is `open`.
 * @throws HubbubError `connection_failed`, `timed_out`, `argument_invalid`, `closed`, or what the server answered to `hello`:
 * `nick_taken`, `nick_invalid`, `unauthorized`, `unsupported_version`, `server_full` with `details.retryAfterMs`.
 */
export async function connect(url: string | URL, options: ClientOptions): Promise<Client> {
  const client = createClient(url, options);
  await client.opened;
  return client;
}
