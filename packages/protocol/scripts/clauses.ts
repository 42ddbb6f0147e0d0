// Finds the clauses in PROTOCOL.md, so that clauses.json can carry their texts to tools that show them.

/** A clause of PROTOCOL.md. */
export interface Clause {
  readonly id: string;
  readonly section: number;
  readonly text: string;
  /** Whether its text says MUST. */
  readonly isMust: boolean;
}

/** The clauses of the document's text: list items that start with an id, up to the next item or blank line. */
export function parseClauses(markdown: string): Clause[] {
  const found: Clause[] = [];
  let section = 0;
  let current: { id: string; lines: string[] } | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    const text = current.lines.join(' ').replace(/\s+/g, ' ').trim();
    found.push({ id: current.id, section, text, isMust: /\bMUST\b/.test(text) });
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

/** The sections' titles by number. */
export function parseSections(markdown: string): Record<string, string> {
  return Object.fromEntries(
    [...markdown.matchAll(/^## (\d+)\. (.+)$/gm)].map(([, number, title]) => [number, title]),
  );
}
