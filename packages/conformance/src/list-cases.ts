// The suite's cases as a list for people and tools: what they demand, where they apply and which mutants they catch.
import type { Binding, Profile } from '@hubbub/protocol';
import { type Level, levelOf } from './case.ts';
import { ALL_CASES } from './cases/catalogue.ts';
import { ALL_MUTANTS } from './mutants/catalogue.ts';

/** One case, without its run. */
export interface ListedCase {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly profile: Profile;
  readonly features: readonly string[];
  readonly bindings: readonly Binding[];
  /** The mutants that the case has to catch; `pnpm mutants` holds it to that. */
  readonly kills: readonly string[];
}

/** Every case of the suite, in the order of PROTOCOL.md. */
export function listCases(): ListedCase[] {
  const killers = Map.groupBy(
    ALL_MUTANTS.flatMap(({ id: mutant, kills }) => kills.map((id) => ({ id, mutant }))),
    ({ id }) => id,
  );
  return ALL_CASES.map((test) => {
    const { id, title, clause, profile, features, bindings } = test;
    const kills = (killers.get(id) ?? []).map(({ mutant }) => mutant);
    return { id, title, level: levelOf(test), clause, profile, features, bindings, kills };
  });
}
