// A plan for a terminal: a table of cores, processes and memory with their intervals, then what was extrapolated.
import { aligned } from '../report/aligned.ts';
import { number } from '../report/figures.ts';
import type { Need, PlannedServer, Range } from './plan-for.ts';

const GIB = 2 ** 30;

/** The plan as text; ends with a newline. */
export function formatPlan(plans: readonly PlannedServer[], need: Need): string {
  const { users, rooms, ratePerRoom, textBytes, utilisation } = need;
  const head = ['server', 'fan-out', 'cores', '95 %', 'processes', 'memory GiB', '95 %', 'from'];
  const gib = ({ median, low, high }: Range): Range => ({
    median: median / GIB,
    low: low / GIB,
    high: high / GIB,
  });
  const rows = plans.map((plan) => {
    const memory = gib(plan.memoryBytes);
    return [
      plan.server,
      `${plan.mode}${plan.isDefaultMode ? ' *' : ''}`,
      number(plan.cores.median),
      between(plan.cores),
      number(plan.processes.median),
      number(memory.median),
      between(memory),
      plan.scenario,
    ];
  });
  const notes = [...new Set(plans.flatMap(({ extrapolated }) => extrapolated))].map((note) => {
    const whose = plans.filter(({ extrapolated }) => extrapolated.includes(note));
    const names = whose.map(({ server, mode }) => `${server} ${mode}`);
    return `! ${note}${whose.length === plans.length ? '' : ` (${names.join(', ')})`}`;
  });
  return `${[
    `${number(users)} users in ${number(rooms)} rooms, ${number(ratePerRoom)} messages a second in each, ${textBytes} bytes: ${number(users * ratePerRoom)} deliveries a second`,
    ...aligned([head, ...rows], ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left']),
    '',
    ...(notes.length === 0 ? [] : ['Extrapolated:', ...notes]),
    `Cores are used to ${Math.round(utilisation * 100)} %. Memory is the server's own; the kernel's socket buffers come on top.`,
    '* the server’s default fan-out mode',
  ].join('\n')}\n`;
}

function between({ low, high }: Range): string {
  return `${number(low)}–${number(high)}`;
}
