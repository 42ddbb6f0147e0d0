// A whole comparison in words, before it runs: which servers in which modes, how often, which loads, how long.
import { describeScenario } from '../scenarios/describe.ts';
import type { Contestant } from './contestant.ts';
import type { ComparedEntrant } from './options.ts';
import { type PlanInput, planComparison } from './plan.ts';

/** Lines to print, and how long it will take in ms, conformance aside. */
export function describeComparison(input: PlanInput): { readonly text: string[]; readonly ms: number } {
  const { contestants, rounds, scenarios, twin, estimatedMs } = planComparison(input);
  const times = rounds === 1 ? 'once' : `${rounds} times, in turns`;
  return {
    text: [
      `Through each load below ${times}, a fresh process each time:`,
      ...input.entrants.map(
        (one) => `  ${one.entrant.id}: ${modesOf(contestants, one).join(', ') || 'none'}`,
      ),
      ...(twin === null ? [] : [`${twin.server} twice, so that the noise is known.`]),
      `${contestants.length * rounds} samples.`,
      '',
      ...scenarios.flatMap((scenario) => [
        ...describeScenario(scenario),
        ...exceptions(
          input.entrants,
          contestants,
          contestants.filter((one) => one.scenario === scenario),
        ),
        '',
      ]),
    ],
    ms: estimatedMs,
  };
}

function modesOf(contestants: readonly Contestant[], { entrant }: ComparedEntrant): string[] {
  return [...new Set(contestants.filter((one) => one.entrant === entrant).map(({ mode }) => mode))];
}

/** Who is not in a scenario, and why; and whether some are in it with fewer modes than are named above. */
function exceptions(
  entrants: readonly ComparedEntrant[],
  all: readonly Contestant[],
  here: readonly Contestant[],
): string[] {
  const absent = entrants.filter((one) => modesOf(here, one).length === 0);
  const fewer = entrants.some((one) => {
    const count = modesOf(here, one).length;
    return count > 0 && count < modesOf(all, one).length;
  });
  return [
    ...absent.map(({ entrant }) => `  Not ${entrant.id}: it holds ${entrant.maxClients} clients at most.`),
    ...(fewer ? ['  Each in its default mode alone.'] : []),
  ];
}
