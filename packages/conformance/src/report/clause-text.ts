// The text of each clause, so that a failure shows what was promised. It comes with the protocol, from PROTOCOL.md itself.
import document from '@hubbub/protocol/clauses.json' with { type: 'json' };

/** A clause of PROTOCOL.md. */
export type Clause = (typeof document.clauses)[number];

const clauses: ReadonlyMap<string, Clause> = new Map(document.clauses.map((clause) => [clause.id, clause]));

/** All clauses of PROTOCOL.md, by id, in its order. */
export function readClauses(): ReadonlyMap<string, Clause> {
  return clauses;
}

/** The title of a section of PROTOCOL.md, empty where there is none. */
export function sectionTitle(section: number): string {
  return (document.sections as Readonly<Record<string, string>>)[section] ?? '';
}
