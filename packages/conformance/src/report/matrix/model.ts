// The matrix as data: rows are cases by section and clause, columns servers × bindings, a cell the worst of its rounds.
import type { CaseResult, Envelope, Verdict } from '../../envelope.ts';
import { exitStatusOf } from '../../runner/verdict.ts';
import { readClauses, sectionTitle } from '../clause-text.ts';
import { BY_SEVERITY } from '../overview.ts';

/** One server over one binding. */
export interface Column {
  readonly target: string;
  readonly binding: string;
  readonly isConformant: boolean;
}

/** One case on one column. */
export interface Cell {
  readonly verdict: Verdict;
  /** Of several rounds the one that is shown: the first that came to the worst verdict. */
  readonly result: CaseResult;
  readonly rounds: number;
  readonly missedRounds: number;
}

/** One case. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  /** One for each column; absent where the case does not apply. */
  readonly cells: readonly (Cell | undefined)[];
}

/** The cases of one clause. */
export interface ClauseRows {
  readonly id: string;
  readonly text: string;
  readonly rows: readonly Row[];
}

/** The clauses of one section. */
export interface SectionRows {
  readonly title: string;
  readonly clauses: readonly ClauseRows[];
}

/** The whole matrix. */
export interface Matrix {
  readonly columns: readonly Column[];
  readonly sections: readonly SectionRows[];
}

/** Makes the matrix of some runs. */
export function matrixOf(envelopes: readonly Envelope[]): Matrix {
  const columns = envelopes.flatMap((envelope) =>
    envelope.server.bindings.map((binding) => ({
      target: envelope.server.target,
      binding,
      isConformant: exitStatusOf(envelope) === 0,
    })),
  );
  const places = new Map(columns.map(({ target, binding }, index) => [`${target} ${binding}`, index]));
  const rows = new Map<string, { result: CaseResult; rounds: CaseResult[][] }>();
  for (const { server, results } of envelopes) {
    for (const result of results) {
      const row = rows.get(result.id) ?? { result, rounds: columns.map(() => []) };
      rows.set(result.id, row);
      row.rounds[places.get(`${server.target} ${result.binding}`) ?? -1]?.push(result);
    }
  }
  const clauses = new Map<string, Row[]>();
  for (const { result, rounds } of [...rows.values()].sort((a, b) => byId(a.result, b.result))) {
    const { id, title, profile, clause } = result;
    const row = { id, title, profile, cells: rounds.map(cellOf) };
    clauses.set(clause, [...(clauses.get(clause) ?? []), row]);
  }
  const texts = readClauses();
  const known = [...texts.keys()].filter((id) => clauses.has(id));
  const others = [...clauses.keys()].filter((id) => !texts.has(id));
  const sections = Map.groupBy([...known, ...others], (id) => texts.get(id)?.section ?? 0);
  return {
    columns,
    sections: [...sections].map(([number, ids]) => ({
      title: number === 0 ? 'Other' : `§${number} ${sectionTitle(number)}`,
      clauses: ids.map((id) => ({ id, text: texts.get(id)?.text ?? '', rows: clauses.get(id) ?? [] })),
    })),
  };
}

function cellOf(rounds: readonly CaseResult[]): Cell | undefined {
  const verdicts = rounds.map(({ verdict }) => BY_SEVERITY.indexOf(verdict));
  const worst = Math.max(...verdicts);
  const result = rounds[verdicts.indexOf(worst)];
  if (result === undefined) return undefined;
  const missedRounds = rounds.filter(({ verdict }) => verdict === result.verdict).length;
  return { verdict: result.verdict, result, rounds: rounds.length, missedRounds };
}

/** `ROOM-10.2` after `ROOM-9.1`. */
function byId({ id: one }: { id: string }, { id: other }: { id: string }): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
