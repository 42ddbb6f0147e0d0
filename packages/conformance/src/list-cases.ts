// The suite's cases as a list for people and tools: what they demand, where they apply and which mutants they catch.
import type { Binding, Profile } from '@hubbub/protocol';
import killMatrix from '../kill-matrix.json' with { type: 'json' };
import { type Level, levelOf } from './case.ts';
import { ALL_CASES } from './cases/catalogue.ts';

/** One case, without its run. */
export interface ListedCase {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly profile: Profile;
  readonly features: readonly string[];
  readonly bindings: readonly Binding[];
  /** The mutants that the case caught when the kill matrix was last generated. */
  readonly kills: readonly string[];
}

/** Every case of the suite, in the order of PROTOCOL.md. */
export function listCases(): ListedCase[] {
  const matrix: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = killMatrix.mutants;
  return ALL_CASES.map((test) => {
    const { id, title, clause, profile, features, bindings } = test;
    const kills = Object.keys(matrix).filter((mutant) => Object.hasOwn(matrix[mutant] ?? {}, id));
    return { id, title, level: levelOf(test), clause, profile, features, bindings, kills };
  });
}
