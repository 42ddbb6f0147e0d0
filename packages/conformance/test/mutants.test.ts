// The suite judged: each mutant must be caught by the cases that it names. Here over one binding
// a case; `pnpm mutants` goes over all of them.
import { beforeAll, describe, expect, test } from 'vitest';
import { isKill, type MutantOutcome, runMutants } from '../src/kill-matrix.ts';
import { ALL_MUTANTS } from '../src/mutants/catalogue.ts';
import { goodServers } from './good-servers.ts';

const HOUR_MS = 3_600_000;

describe('mutants', () => {
  let outcomes: ReadonlyMap<string, MutantOutcome>;

  beforeAll(async () => {
    const all = await runMutants({ upstreams: goodServers(), against: 'named', over: 'first' });
    outcomes = new Map(all.map((outcome) => [outcome.mutant.id, outcome]));
  }, HOUR_MS);

  test.for(ALL_MUTANTS.map(({ id, title, kills }) => ({ id, title, kills })))(
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
