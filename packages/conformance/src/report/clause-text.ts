// The text of each clause, read from PROTOCOL.md itself, so that a failure shows what was promised.
import { readFileSync } from 'node:fs';

/** A clause of PROTOCOL.md. */
export interface Clause {
  readonly id: string;
  readonly section: number;
  readonly text: string;
  /** Whether its text says MUST. */
  readonly isMust: boolean;
}

let clauses: ReadonlyMap<string, Clause> | undefined;

/** All clauses of PROTOCOL.md, by id. */
export function readClauses(): ReadonlyMap<string, Clause> {
  clauses ??= parseClauses(
    readFileSync(new URL('../PROTOCOL.md', import.meta.resolve('@hubbub/protocol')), 'utf8'),
  );
  return clauses;
}

/** Finds the clauses in the document's text: list items that start with an id, up to the next item or blank line. */
export function parseClauses(markdown: string): Map<string, Clause> {
  const found = new Map<string, Clause>();
  let section = 0;
  let current: { id: string; lines: string[] } | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    const text = current.lines.join(' ').replace(/\s+/g, ' ').trim();
    found.set(current.id, { id: current.id, section, text, isMust: /\bMUST\b/.test(text) });
    current = undefined;
  };
  for (const line of markdown.split('\n')) {
    const heading = /^## (\d+)\./.exec(line);
    const item = /^- ([A-Z0-9]+-\d+) (.*)$/.exec(line);
    if (heading || item || line.trim() === '' || /^[|#-]/.test(line)) finish();
    if (heading) section = Number(heading[1]);
    else if (item) current = { id: item[1] ?? '', lines: [item[2] ?? ''] };
    else current?.lines.push(line);
  }
  finish();
  return found;
}
