// The suite judged: each mutant must be caught by the core cases that it names. Here over one binding a case; `pnpm mutants`,
// which CI runs too, goes over all bindings and all profiles.
import { beforeAll, describe, expect, test } from 'vitest';
import { isKill, type MutantOutcome, runMutants } from '../src/kill-matrix.ts';
import { listCases } from '../src/list-cases.ts';
import { ALL_MUTANTS } from '../src/mutants/catalogue.ts';
import { goodServers } from './good-servers.ts';

const HOUR_MS = 3_600_000;
const CORE = new Set(listCases().flatMap(({ id, profile }) => (profile === 'core' ? [id] : [])));
const MUTANTS = ALL_MUTANTS.map((mutant) => ({
  ...mutant,
  kills: mutant.kills.filter((id) => CORE.has(id)),
})).filter(({ kills }) => kills.length > 0);

describe('mutants', () => {
  let outcomes: ReadonlyMap<string, MutantOutcome>;

  beforeAll(async () => {
    const all = await runMutants({
      upstreams: goodServers(),
      mutants: MUTANTS,
      against: 'named',
      over: 'first',
    });
    outcomes = new Map(all.map((outcome) => [outcome.mutant.id, outcome]));
  }, HOUR_MS);

  test.for(MUTANTS.map(({ id, title, kills }) => ({ id, title, kills })))(
    '$id ($title) is caught by $kills',
    ({ id, kills }) => {
      const results = outcomes.get(id)?.results ?? [];
      const missed = results.filter((result) => !isKill(result));
      expect(
        missed.map(
          (result) =>
            `${result.id} over ${result.binding}: ${result.verdict} ${result.reason ?? result.failure?.seen ?? ''}`,
        ),
      ).toEqual([]);
      expect(new Set(results.map((result) => result.id))).toEqual(new Set(kills));
    },
  );
});
