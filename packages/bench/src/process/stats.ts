// What a server says of itself at its admin port (PROC-3), for runs that compare it with what was seen from outside.
import { HubbubError, type Stats, StatsSchema } from '@hubbub/protocol';
import { Value } from 'typebox/value';
import type { ServerProcess } from './server-process.ts';

const TIMEOUT_MS = 5_000;

/**
 * The body of `/stats`, or `undefined` where the server was started without an admin port.
 * @throws HubbubError `protocol_violation` where the body is not what PROC-3 says.
 */
export async function statsOf(server: ServerProcess, signal?: AbortSignal): Promise<Stats | undefined> {
  const body = await askAdmin(server, 'stats', signal);
  if (body === undefined) return undefined;
  const value: unknown = JSON.parse(body);
  if (!Value.Check(StatsSchema, value)) throw new HubbubError('protocol_violation', `/stats gave ${body}`);
  return value;
}

/** One gauge or counter of `/metrics` without labels, or `undefined` where the server does not have it. */
export async function metricOf(server: ServerProcess, name: string): Promise<number | undefined> {
  const body = await askAdmin(server, 'metrics');
  const line = body?.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

async function askAdmin(
  server: ServerProcess,
  path: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { admin } = server.ready;
  if (admin === undefined) return undefined;
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(`${admin.replace(/\/$/, '')}/${path}`, {
    headers: { connection: 'close' },
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  });
  return answer.text();
}
