// The flags by which a sample marks itself: the closed table of what makes a figure void and what only
// stands beside it. What raises them is in comparison/validity.ts.

/**
 * Every validity flag: `fatal` takes the row out of the ranking, `warning` stands beside the figure. A fatal flag `of` the
 * run says nothing against the server: the load was not what it had to be.
 */
export const FLAGS = Object.freeze({
  no_conformance_pass: { level: 'fatal', says: 'no conformance pass for this server' },
  conformance_failed: { level: 'fatal', says: 'the server did not pass conformance' },
  changed_meanwhile: { level: 'fatal', says: 'the server’s code changed while it was measured' },
  failed_afterwards: { level: 'fatal', says: 'the server did not pass conformance once more after the run' },
  server_died: { level: 'fatal', says: 'the server process ended or closed connections during the run' },
  start_failed: { level: 'fatal', says: 'the server did not become ready, or not all members could join' },
  lost: { level: 'fatal', says: 'messages were lost' },
  repeated: { level: 'fatal', says: 'messages came more than once' },
  out_of_order: { level: 'fatal', says: 'messages came out of order' },
  corrupt: { level: 'fatal', says: 'messages came changed' },
  stray: { level: 'fatal', says: 'messages came to clients that were not to get them' },
  ack_wrong: { level: 'fatal', says: 'messages were acknowledged and not delivered so, or not acknowledged' },
  descriptors_leak: { level: 'fatal', says: 'descriptors stay open after clients are gone' },
  too_many_delivered: { level: 'fatal', says: 'more deliveries than messages sent times members' },
  negative_latency: { level: 'fatal', says: 'a message came before it was to be sent' },
  generator_saturated: {
    level: 'fatal',
    of: 'run',
    says: 'the load generator was the limit: a lower bound only',
  },
  generator_late: { level: 'fatal', of: 'run', says: 'the load generator sent later than its schedule' },
  stalled: { level: 'fatal', says: 'the run did not end in time' },
  too_few_samples: { level: 'fatal', of: 'run', says: 'one valid sample only, so no range to compare' },
  overloaded: { level: 'warning', says: 'the server fell behind the offered load; latency is its queue’s' },
  memory_grows: { level: 'warning', says: 'memory grows with every cycle of clients that come and go' },
  silent: { level: 'warning', says: 'nothing came for a while though messages were due' },
  unfair: { level: 'warning', says: 'one client waits much longer for its messages than the others' },
  refused: { level: 'warning', says: 'clients could not join' },
  no_exit: { level: 'warning', says: 'the server did not end as it was asked to' },
  noisy: { level: 'warning', says: 'other processes used the machine during the run' },
  throttled: { level: 'warning', says: 'the machine was held back by its host or a quota during the run' },
  client_bound: {
    level: 'warning',
    says: 'the server was not busy: the clients were the limit, a lower bound only',
  },
  unpinned: { level: 'warning', says: 'server and generator could not be given different cores' },
  spread: { level: 'warning', says: 'the rounds differ by more than a quarter of their median' },
  few_samples: { level: 'warning', says: 'fewer valid samples than rounds' },
} satisfies Record<string, { level: 'fatal' | 'warning'; of?: 'run'; says: string }>);

/** The code of one flag in {@link FLAGS}. */
export type FlagCode = keyof typeof FLAGS;

/** Every flag's code, in the order of {@link FLAGS}. */
export const FLAG_CODES: readonly FlagCode[] = Object.freeze(Object.keys(FLAGS) as FlagCode[]);

/** Whether a flag takes the row out of the ranking. */
export function isFatalFlag(code: FlagCode): boolean {
  return FLAGS[code].level === 'fatal';
}

/** Whether a flag speaks against the server, and not only against the run that measured it. */
export function isAgainstServer(code: FlagCode): boolean {
  return isFatalFlag(code) && !('of' in FLAGS[code]);
}
