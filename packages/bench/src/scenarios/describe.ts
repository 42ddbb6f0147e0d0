// A scenario in words: what will happen, in its order, so that nobody has to read the file to know.
import type { Fault } from '../faults/schema.ts';
import { victimsOf } from '../faults/schema.ts';
import { clientsOf, receiversOf, type Scenario } from '../scenario.ts';
import { limitsOf } from './limits.ts';

const seconds = (ms: number) => `${ms / 1_000} s`;
const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** One sentence a line, in the order in which it happens. */
export function describeScenario(scenario: Scenario): string[] {
  const { id, title, warmUpMs } = scenario;
  return [
    `${id}: ${title}`,
    ...comings(scenario).map((line) => `  ${line}`),
    ...(warmUpMs === 0 ? [] : [`  ${seconds(warmUpMs)} of the load below to warm up, not measured.`]),
    ...speech(scenario).map((line) => `  ${line}`),
    ...(scenario.fault === undefined ? [] : [`  ${describeFault(scenario.fault, clientsOf(scenario))}`]),
    `  Limits given to the server: ${Object.entries(limitsOf(scenario))
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}.`,
  ];
}

function comings(scenario: Scenario): string[] {
  const { rooms = 1, members, connect, idle, mix, churn } = scenario;
  const clients = clientsOf(scenario);
  const where =
    mix !== undefined
      ? `${many(rooms, 'room')} of unequal size (Zipf ${mix.zipf})`
      : rooms === 1
        ? 'one room'
        : `${rooms} rooms of ${members}`;
  const lines: string[] = [];
  if (idle !== undefined) {
    lines.push(
      `Clients join in steps to ${idle.steps.join(', ')}; at each, ${seconds(idle.holdMs)} of silence: memory and CPU are read.`,
    );
  }
  lines.push(
    connect === undefined
      ? `${many(clients, 'client')} in ${where} join as fast as they come.`
      : `${many(clients, 'client')} connect at ${connect.ratePerSecond} a second and join ${where}; each one's way in is timed.`,
  );
  if (churn !== undefined) {
    lines.push(
      `${churn.clients} more come and go ${churn.cycles} times (reset, FIN, bye); memory and descriptors are read after each.`,
    );
  }
  return lines;
}

function speech(scenario: Scenario): string[] {
  const { rooms = 1, senders, to = 'room', acks, textBytes, load, durationMs, ladder, mix } = scenario;
  const receivers = receiversOf(scenario);
  const whom = to === 'direct' ? 'one other client' : `the ${many(receivers, 'member')} of the sender’s room`;
  const lines: string[] = [];
  if (load.kind === 'closed') {
    const each = load.inFlight ?? 1;
    lines.push(
      `For ${seconds(durationMs)}, ${many(senders * rooms, 'sender')} keep ${many(each, 'message')} each on the way (closed loop), ${textBytes} bytes to ${whom}.`,
    );
  } else {
    const { ratePerSecond, burst, arrivals } = load;
    const when = arrivals === 'poisson' ? 'at random moments' : 'evenly spread';
    const together = burst === 1 ? '' : `, ${burst} in the same instant`;
    lines.push(
      `For ${seconds(durationMs)}, ${many(senders * rooms, 'sender')} say ${ratePerSecond} messages a second in all, ${when}${together}: ` +
        `${textBytes} bytes to ${whom}, ${Math.round(ratePerSecond * receivers)} deliveries a second.`,
    );
    if (load.surge !== undefined) {
      const { atMs, forMs, times } = load.surge;
      lines.push(`After ${seconds(atMs)} the rate is ${times} times that, for ${seconds(forMs)}.`);
    }
  }
  if (acks === true) lines.push('Each message asks for an acknowledgement, which is checked.');
  if (mix !== undefined) {
    lines.push(
      `Meanwhile ${mix.movesPerSecond} clients a second go to another room and ${mix.historyPerSecond} read back.`,
    );
  }
  if (ladder !== undefined) {
    lines.push(
      `This is repeated at ${ladder.factor} times the rate, at most ${many(ladder.maxSteps, 'step')}, until p99 passes ${ladder.p99Ms} ms or something is lost.`,
    );
  }
  return lines;
}

function describeFault(fault: Fault, clients: number): string {
  const at = `After ${seconds(fault.atMs)}`;
  const victims = 'share' in fault ? `${victimsOf(fault, clients)} clients (${percent(fault.share)})` : '';
  switch (fault.kind) {
    case 'slow-readers':
      return `${at} ${victims} stop reading; the ledger holds the others.`;
    case 'half-open':
      return `${at} ${victims} fall silent without ending their connections.`;
    case 'reset-storm':
      return `${at} ${victims} go with a TCP reset, all at once.`;
    case 'reconnect-avalanche':
      return `${at} ${victims} lose their connection and come back at once.`;
    case 'malformed':
      return `${at} ${fault.clients} strangers send ${fault.ratePerSecond} broken frames a second.`;
    case 'pause':
      return `${at} the server is stopped (SIGSTOP) for ${seconds(fault.forMs)}.`;
    case 'drain':
      return `${at} the server is asked to end (SIGTERM).`;
    case 'kill':
      return `${at} the server is killed (SIGKILL) and started again; everybody comes back as soon as they can.`;
  }
}
