// What a scenario may do to a server or its clients in the middle of the load: faults as data. What they do is in
// faults/ (from outside the process) and generator/faults/ (from the clients' side).
import Type, { type Static } from 'typebox';

const exact = { additionalProperties: false } as const;
const share = Type.Number({
  exclusiveMinimum: 0,
  maximum: 0.9,
  description: 'part of the clients that it concerns; the others are the healthy ones',
});
const atMs = Type.Integer({ minimum: 100, description: 'ms after the measured phase began' });
const kind = <K extends string>(name: K, description: string) => Type.Literal(name, { description });

/** The schema of a scenario's `fault`. */
export const FaultSchema = Type.Union([
  Type.Object(
    { kind: kind('slow-readers', 'clients that stop reading and stay connected'), atMs, share },
    exact,
  ),
  Type.Object(
    {
      kind: kind('half-open', 'clients of which nothing is heard any more: no byte, no pong, no FIN'),
      atMs,
      share,
    },
    exact,
  ),
  Type.Object(
    { kind: kind('reset-storm', 'clients that go with a TCP reset, all at once'), atMs, share },
    exact,
  ),
  Type.Object(
    {
      kind: kind('reconnect-avalanche', 'clients that lose their connection and all come back at once'),
      atMs,
      share,
    },
    exact,
  ),
  Type.Object(
    {
      kind: kind('malformed', 'further clients that send what is no frame, again and again'),
      atMs,
      clients: Type.Integer({ minimum: 1, maximum: 1_000 }),
      ratePerSecond: Type.Number({
        exclusiveMinimum: 0,
        description: 'broken frames a second, all together',
      }),
    },
    exact,
  ),
  Type.Object(
    {
      kind: kind(
        'pause',
        'the server is stopped (SIGSTOP) and goes on: proves that latency counts from the due time',
      ),
      atMs,
      forMs: Type.Integer({ minimum: 50, maximum: 60_000 }),
    },
    exact,
  ),
  Type.Object({ kind: kind('drain', 'the server is asked to end (SIGTERM)'), atMs }, exact),
  Type.Object(
    { kind: kind('kill', 'the server is killed (SIGKILL) and started again on its port'), atMs },
    exact,
  ),
]);

/** One fault of a scenario. */
export type Fault = Static<typeof FaultSchema>;

/** How many of `clients` the fault concerns: none where it concerns the server or strangers. */
export function victimsOf(fault: Fault | undefined, clients: number): number {
  if (fault === undefined || !('share' in fault)) return 0;
  return Math.max(1, Math.min(clients - 1, Math.round(clients * fault.share)));
}
