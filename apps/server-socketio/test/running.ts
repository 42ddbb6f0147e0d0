// Starts the server in this process for one test and closes it afterwards.
import { type RunningServer, startServer } from '@hubbub/server-kit';
import { onTestFinished } from 'vitest';
import { server } from '../src/server.ts';

/** The running server and the URL of its endpoint. */
export interface Started {
  readonly running: RunningServer;
  readonly url: string;
}

/** Starts on a free port with this configuration. */
export async function start(config: Parameters<typeof startServer>[1] = {}): Promise<Started> {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  return { running, url: (running.endpoints[0] as { url: string }).url };
}
