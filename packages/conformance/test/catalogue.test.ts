// The catalogue of cases and mutants against PROTOCOL.md and against what was frozen. No server runs here.
import { expect, test } from 'vitest';
import { ALL_CASES } from '../src/cases/catalogue.ts';
import { listCases } from '../src/list-cases.ts';
import { BASELINES } from '../src/mutants/baseline.ts';
import { ALL_MUTANTS } from '../src/mutants/catalogue.ts';
import { readClauses } from '../src/report/clause-text.ts';
import { EXCLUSIONS } from './exclusions.ts';

/** The sections of PROTOCOL.md that the core stands for: frames to order, liveness to errors. */
const CORE_SECTIONS = [1, 2, 3, 4, 5, 6, 7, 9, 10];

test('the ids of the cases of each profile are frozen', async () => {
  const byProfile = Object.groupBy(listCases(), ({ profile }) => profile);
  const frozen = Object.fromEntries(
    Object.entries(byProfile).map(([profile, cases]) => [profile, cases.map(({ id }) => id).sort()]),
  );
  await expect(`${JSON.stringify(frozen, null, 2)}\n`).toMatchFileSnapshot('../requirements/1.0.json');
});

test('no two cases and no two mutants share an id', () => {
  expect(new Set(ALL_CASES.map(({ id }) => id)).size).toBe(ALL_CASES.length);
  const mutants = [...ALL_MUTANTS, ...BASELINES];
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
});

test('every case and every mutant names a clause of PROTOCOL.md', () => {
  const clauses = readClauses();
  const named = [...ALL_CASES, ...ALL_MUTANTS].filter(({ clause }) => !clauses.has(clause));
  expect(named.map(({ id, clause }) => `${id} names ${clause}`)).toEqual([]);
});

test('every MUST clause of the core sections has a case, or an exclusion with its reason', () => {
  const covered = new Set(
    ALL_CASES.filter(({ title }) => title.startsWith('MUST')).map(({ clause }) => clause),
  );
  const open = [...readClauses().values()].filter(
    ({ id, isMust, section }) =>
      isMust && CORE_SECTIONS.includes(section) && !covered.has(id) && !Object.hasOwn(EXCLUSIONS, id),
  );
  expect(open.map(({ id, text }) => `${id} ${text}`)).toEqual([]);
});

test('an exclusion is of a clause that exists and has no case', () => {
  const covered = new Set(ALL_CASES.map(({ clause }) => clause));
  const stale = Object.keys(EXCLUSIONS).filter((id) => covered.has(id) || !readClauses().has(id));
  expect(stale).toEqual([]);
});

test('the core has at least 100 cases, 85 of them MUST', () => {
  const core = listCases().filter(({ profile }) => profile === 'core');
  expect(core.length).toBeGreaterThanOrEqual(100);
  expect(core.filter(({ level }) => level === 'MUST').length).toBeGreaterThanOrEqual(85);
});

test('every core MUST case is named by a mutant, and every mutant names cases that exist on a binding of its own', () => {
  const killed = new Set(ALL_MUTANTS.flatMap(({ kills }) => kills));
  const survivors = listCases().filter(
    ({ id, level, profile }) => level === 'MUST' && profile === 'core' && !killed.has(id),
  );
  expect(survivors.map(({ id }) => id)).toEqual([]);
  const cases = new Map(ALL_CASES.map((one) => [one.id, one]));
  const idle = ALL_MUTANTS.flatMap(({ id, bindings, kills }) =>
    kills
      .filter((name) => !cases.get(name)?.bindings.some((binding) => bindings?.includes(binding) ?? true))
      .map((name) => `${id}: ${name}`),
  );
  expect(idle).toEqual([]);
});
