// Plans fit the time: everything where there is room, then less, and never fewer rounds than the tier stands for.
import { expect, it } from 'vitest';
import { describeComparison } from '../src/comparison/describe.ts';
import { planComparison } from '../src/comparison/plan.ts';
import { brokenEntrant, FIXTURES, SHORT } from './fixtures/contestants.ts';

function servers(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const versus = i === 0 ? {} : { versus: 's1' };
    const entrant = {
      ...brokenEntrant('none'),
      id: `s${i}`,
      fanout: ['batched', 'each'] as const,
      ...versus,
    };
    return { entrant: { ...entrant, fanout: [...entrant.fanout] }, folder: FIXTURES, modes: entrant.fanout };
  });
}

const MINUTE = 60_000;

it('a few servers get every mode under every scenario, and the layer most build on is the twin', () => {
  const plan = planComparison({ entrants: servers(2), tier: 'quick' });
  expect(plan).toMatchObject({ rounds: 3, twin: { server: 's1', mode: 'batched' } });
  expect(plan.scenarios.length).toBeGreaterThan(1);
  expect(plan.contestants).toHaveLength(plan.scenarios.length * 5);
});

it('twenty-one servers take smaller loads, and still three rounds of every mode', () => {
  const plan = planComparison({ entrants: servers(21), tier: 'quick' });
  expect(plan.rounds).toBe(3);
  expect(plan.estimatedMs).toBeLessThan(5 * MINUTE);
  const [first] = plan.scenarios;
  expect(plan.contestants.filter(({ scenario }) => scenario === first)).toHaveLength(43);
});

it('on the smallest plan a server on another runtime has its default mode alone', () => {
  const [first, ...others] = servers(21);
  if (first === undefined) throw new Error('twenty-one servers');
  const variant = { ...first, entrant: { ...first.entrant, id: 's0:bun' } };
  const rows = (entrants: ReturnType<typeof servers>) =>
    planComparison({ entrants, tier: 'quick' }).contestants.filter(({ entrant }) => entrant.id === 's0:bun');
  expect(rows([first, variant, ...others])).toHaveLength(1);
  expect(new Set(rows([variant]).map(({ mode }) => mode))).toEqual(new Set(['batched', 'each']));
});

it('full takes ten rounds at least, and more where hours allow', () => {
  const rounds = (hours: number) => planComparison({ entrants: servers(8), tier: 'full', hours }).rounds;
  expect(rounds(0.01)).toBe(10);
  expect(rounds(1)).toBeGreaterThan(10);
  expect(planComparison({ entrants: servers(8), tier: 'full', hours: 1 }).estimatedMs).toBeLessThanOrEqual(
    60 * MINUTE,
  );
});

it('smoke is one round without a twin, and a scenario of one’s own is run as it stands', () => {
  const smoke = planComparison({ entrants: servers(3), tier: 'smoke' });
  expect(smoke).toMatchObject({ rounds: 1, twin: null });
  expect(smoke.estimatedMs).toBeLessThanOrEqual(MINUTE / 2);
  const long = { ...SHORT, durationMs: 90_000 };
  expect(planComparison({ entrants: servers(3), tier: 'quick', scenarios: [long] }).scenarios).toEqual([
    long,
  ]);
});

it('full takes on more scenarios the more time there is, each as it stands where it has a fault', () => {
  const scenarios = (hours: number) =>
    planComparison({ entrants: servers(8), tier: 'full', hours }).scenarios.map(({ id }) => id);
  expect(scenarios(0.1).length).toBeLessThan(scenarios(2).length);
  expect(scenarios(48)).toEqual(expect.arrayContaining([...scenarios(2), 'pause']));
  const pause = planComparison({ entrants: servers(8), tier: 'full', hours: 8 }).scenarios.find(
    ({ fault }) => fault?.kind === 'pause',
  );
  expect(pause?.durationMs).toBeGreaterThan(1_500 + 1_000);
});

it('a server is no row of a scenario with more clients than it can hold', () => {
  const [small, other] = servers(2);
  if (small === undefined || other === undefined) throw new Error('two servers');
  const entrants = [{ ...small, entrant: { ...small.entrant, maxClients: SHORT.members } }, other];
  const rows = (members: number) =>
    planComparison({ entrants, tier: 'smoke', scenarios: [{ ...SHORT, members }] }).contestants;
  expect(new Set(rows(SHORT.members).map(({ entrant }) => entrant.id))).toEqual(new Set(['s0', 's1']));
  expect(new Set(rows(SHORT.members + 1).map(({ entrant }) => entrant.id))).toEqual(new Set(['s1']));
  const larger = [{ ...SHORT, members: SHORT.members + 1 }];
  expect(describeComparison({ entrants, tier: 'smoke', scenarios: larger }).text).toContain(
    `  Not s0: it holds ${SHORT.members} clients at most.`,
  );
});
