// A whole comparison in words, before it runs: which servers in which modes, how often, which loads, how long.
import { describeScenario } from '../scenarios/describe.ts';
import { type PlanInput, planComparison } from './plan.ts';

/** Lines to print, and how long it will take in ms, conformance aside. */
export function describeComparison(input: PlanInput): { readonly text: string[]; readonly ms: number } {
  const { contestants, rounds, scenarios, twin, estimatedMs } = planComparison(input);
  const times = rounds === 1 ? 'once' : `${rounds} times, in turns`;
  return {
    text: [
      `Through each load below ${times}, a fresh process each time:`,
      ...input.entrants.map(({ entrant, modes }) => `  ${entrant.id}: ${modes.join(', ')}`),
      ...(twin === null ? [] : [`${twin.server} twice, so that the noise is known.`]),
      `${contestants.length * rounds} samples.`,
      '',
      ...scenarios.flatMap((scenario) => [...describeScenario(scenario), '']),
    ],
    ms: estimatedMs,
  };
}
