// The ledgers of this process's healthy clients summed up.
import type { AckTotals } from '../ledger/ack-book.ts';
import type { LedgerTotals } from '../results/schema.ts';
import type { Client } from './client.ts';
import type { Crowd } from './crowd.ts';

interface Book {
  expected: number;
  delivered: number;
  lost: number;
  repeated: number;
  outOfOrder: number;
  corrupt: number;
  strays: number;
}

/** What one client got of everything that it had to get. */
export function bookOf({ ledger, direct }: Client): Book {
  const room = ledger.totals();
  if (direct === undefined) return { ...room };
  const { repeated, corrupt, strays } = direct;
  return {
    ...direct.totals(),
    repeated: room.repeated + repeated,
    corrupt: room.corrupt + corrupt,
    strays: room.strays + strays,
  };
}

/** The totals of the healthy clients; wrong histories count as corrupt. */
export function totalsOf(crowd: Crowd): LedgerTotals {
  const sum = { expected: 0, delivered: 0, lost: 0, repeated: 0, outOfOrder: 0, corrupt: 0, strays: 0 };
  let membersHurt = 0;
  for (const client of crowd.healthy) {
    const book = bookOf(client);
    for (const name of Object.keys(sum) as (keyof Book)[]) sum[name] += book[name];
    if (book.lost + book.repeated + book.outOfOrder + book.corrupt + book.strays > 0) membersHurt++;
  }
  sum.corrupt += crowd.wrongHistory;
  return { sent: sentSoFar(crowd), ...sum, membersHurt };
}

/** Messages sent from this process, over all rooms. */
function sentSoFar({ rooms }: Crowd): number {
  return rooms.reduce((total, { sent }) => total + sent.sent, 0);
}

/** Whether every healthy client has got all. */
export function isWhole(crowd: Crowd): boolean {
  return crowd.healthy.every((client) => {
    const { expected, delivered } = bookOf(client);
    return delivered >= expected;
  });
}

/** The acknowledgements, where they were asked for. */
export function acksOf({ rooms, scenario }: Crowd): AckTotals | undefined {
  if (scenario.acks !== true) return undefined;
  const sum = { acked: 0, missing: 0, wrong: 0 };
  for (const { acks, sent, log } of rooms) {
    const totals = acks.totals(sent.sent, scenario.to === 'direct' ? undefined : log);
    sum.acked += totals.acked;
    sum.missing += totals.missing;
    sum.wrong += totals.wrong;
  }
  return sum;
}
