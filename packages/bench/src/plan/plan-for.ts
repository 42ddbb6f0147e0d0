// What a chat of one's own would need: cores, memory and processes for each server, from measured coefficients. Every step
// beyond what was measured is named; none is hidden in a factor.
import { isFatalFlag } from '../results/flags.ts';
import type { Results, Row, Spread } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';

/** The chat to plan for. */
export interface Need {
  /** Connected at once. */
  readonly users: number;
  /** Rooms of equal size: `users / rooms` members each. */
  readonly rooms: number;
  /** Messages a second in each room. */
  readonly ratePerRoom: number;
  readonly textBytes: number;
  /** Share of a core that is used at the most, so that latency stays that of the measurement; 0.6 leaves room. */
  readonly utilisation: number;
}

/** A figure with its interval. */
export interface Range {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What one server would need in one mode. */
export interface PlannedServer {
  readonly server: string;
  readonly mode: Row['mode'];
  readonly isDefaultMode: boolean;
  readonly cores: Range;
  /** One event loop each uses one core. */
  readonly processes: Range;
  readonly memoryBytes: Range;
  /** The scenario that the coefficients come from. */
  readonly scenario: string;
  /** What was extrapolated, a sentence each. */
  readonly extrapolated: readonly string[];
}

const BYTES_PER_KB = 1_024;
/** Farther than this from what was measured is said to be extrapolated. */
const FAR = 2;

type Shape = Pick<Scenario, 'id' | 'members' | 'textBytes' | 'load'> & { readonly rooms?: number };

/** Plans for every row that is valid, from the measured scenario nearest to the need; the cheapest first. */
export function planFor(results: Results, need: Need): PlannedServer[] {
  const valid = results.rows.filter(({ flags }) => !flags.some(({ code }) => isFatalFlag(code)));
  const names = new Map(valid.map((row) => [`${row.server}\n${row.mode}`, row]));
  return [...names.values()]
    .flatMap(({ server, mode }) => {
      const own = valid.filter((row) => row.server === server && row.mode === mode);
      const nearest = own
        .flatMap((row) => {
          const scenario = results.scenarios.find(({ id }) => id === row.scenario);
          if (scenario === undefined || scenario.load.kind !== 'open') return [];
          return [{ row, scenario, distance: distanceOf(scenario, need) }];
        })
        .sort((a, b) => a.distance - b.distance)[0];
      return nearest === undefined ? [] : (planned(nearest.row, nearest.scenario, need) ?? []);
    })
    .sort((a, b) => a.cores.median - b.cores.median);
}

function shapeOf({ members, rooms = 1, textBytes, load }: Shape) {
  const ratePerRoom = load.kind === 'open' ? load.ratePerSecond / rooms : 1;
  return { members, ratePerRoom, textBytes, connections: members * rooms };
}

function asked({ users, rooms, ratePerRoom, textBytes }: Need) {
  return { members: users / rooms, ratePerRoom, textBytes };
}

/** How far a scenario is from a need: the sum of the orders of magnitude. */
function distanceOf(scenario: Shape, need: Need): number {
  const [own, its] = [shapeOf(scenario), asked(need)];
  const apart = (a: number, b: number) => Math.abs(Math.log(a / b));
  return (
    apart(own.members, its.members) +
    apart(own.ratePerRoom, its.ratePerRoom) +
    apart(own.textBytes, its.textBytes)
  );
}

function planned({ server, mode, isDefaultMode, figures }: Row, scenario: Shape, need: Need) {
  if (figures === undefined) return undefined;
  const deliveriesPerSecond = need.users * need.ratePerRoom;
  const cores = eachOf(
    figures.cpuMicrosPerDelivery,
    (micros) => (deliveriesPerSecond * micros) / 1e6 / need.utilisation,
  );
  const processes = eachOf(cores, (count) => Math.max(1, Math.ceil(count)));
  const { median, low, high } = figures.kbPerConnection;
  const memoryOf = (kb: number, idle: number, count: number) =>
    need.users * Math.max(0, kb) * BYTES_PER_KB + idle * count;
  const idle = figures.memoryIdleBytes;
  return {
    server,
    mode,
    isDefaultMode,
    cores,
    processes,
    memoryBytes: {
      median: memoryOf(median, idle.median, processes.median),
      low: memoryOf(low, idle.low, processes.low),
      high: memoryOf(high, idle.high, processes.high),
    },
    scenario: scenario.id,
    extrapolated: extrapolations(scenario, need, processes.median),
  };
}

function eachOf({ median, low, high }: Spread | Range, of: (value: number) => number): Range {
  return { median: of(median), low: of(low), high: of(high) };
}

function extrapolations(scenario: Shape, need: Need, processes: number): string[] {
  const [own, its] = [shapeOf(scenario), asked(need)];
  const far = (what: string, measured: number, wanted: number) => {
    const times = wanted / measured;
    if (times <= FAR && times >= 1 / FAR) return [];
    return [`${what}: measured at ${short(measured)}, asked for ${short(wanted)}`];
  };
  const burst = scenario.load.kind === 'open' ? scenario.load.burst : 1;
  return [
    ...far('members of a room', own.members, its.members),
    ...far('messages a second in a room', own.ratePerRoom, its.ratePerRoom),
    ...far('bytes of a text', own.textBytes, its.textBytes),
    ...far('connections of a process', own.connections, need.users / processes),
    ...(burst > 1 ? [`messages came ${burst} at once: fewer at once cost more each`] : []),
    ...(processes > 1 ? ['what the processes tell each other is not in it'] : []),
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
