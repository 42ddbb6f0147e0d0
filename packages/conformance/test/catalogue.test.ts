// The catalogue of cases and mutants against PROTOCOL.md and against what was frozen. No server runs here.

import { PROFILES } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { killMatrixMarkdown } from '../scripts/kill-matrix.ts';
import { ALL_CASES } from '../src/cases/catalogue.ts';
import { type ListedCase, listCases } from '../src/list-cases.ts';
import { BASELINES } from '../src/mutants/baseline.ts';
import { ALL_MUTANTS } from '../src/mutants/catalogue.ts';
import { readClauses } from '../src/report/clause-text.ts';
import { EXCLUSIONS } from './exclusions.ts';

test('the ids of the cases of each profile are frozen', async () => {
  const cases = listCases();
  // Every profile by name, an empty one too.
  const frozen = Object.fromEntries(
    PROFILES.map((name) => [
      name,
      cases
        .filter(({ profile }) => profile === name)
        .map(({ id }) => id)
        .sort(),
    ]),
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

test('every MUST clause of every section has a MUST case, or an exclusion with its reason', () => {
  const covered = new Set(
    ALL_CASES.filter(({ title }) => title.startsWith('MUST')).map(({ clause }) => clause),
  );
  const open = [...readClauses().values()].filter(
    ({ id, isMust }) => isMust && !covered.has(id) && !Object.hasOwn(EXCLUSIONS, id),
  );
  expect(open.map(({ id, text }) => `${id} ${text}`)).toEqual([]);
});

test('an exclusion is of a clause that exists and has no case', () => {
  const covered = new Set(ALL_CASES.map(({ clause }) => clause));
  const stale = Object.keys(EXCLUSIONS).filter((id) => covered.has(id) || !readClauses().has(id));
  expect(stale).toEqual([]);
});

test('there are at least 250 cases, 230 of them MUST, and a gate that is worth its name', () => {
  const isMust = ({ level }: ListedCase): boolean => level === 'MUST';
  const all = listCases();
  const core = all.filter(({ profile }) => profile === 'core');
  expect(all.length).toBeGreaterThanOrEqual(250);
  expect(all.filter(isMust).length).toBeGreaterThanOrEqual(230);
  expect(core.filter(isMust).length).toBeGreaterThanOrEqual(200);
  expect(ALL_MUTANTS.length).toBeGreaterThanOrEqual(200);
});

test('the kill matrix in the documents is the one of today', async () => {
  await expect(killMatrixMarkdown()).toMatchFileSnapshot('../../../docs/kill-matrix.md');
});

test('every MUST case of every profile is named by a mutant, and every mutant names cases that exist on a binding of its own', () => {
  const killed = new Set(ALL_MUTANTS.flatMap(({ kills }) => kills));
  const survivors = listCases().filter(({ id, level }) => level === 'MUST' && !killed.has(id));
  expect(survivors.map(({ id }) => id)).toEqual([]);
  const cases = new Map(ALL_CASES.map((one) => [one.id, one]));
  const idle = ALL_MUTANTS.flatMap(({ id, bindings, kills }) =>
    kills
      .filter((name) => !cases.get(name)?.bindings.some((binding) => bindings?.includes(binding) ?? true))
      .map((name) => `${id}: ${name}`),
  );
  expect(idle).toEqual([]);
});
