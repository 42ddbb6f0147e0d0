// One TypeScript file as the checks see it: text, syntax tree, comments, lines. Parsed once, on first use.
import { type Comment, type EcmaScriptModule, type Program, parseSync } from 'oxc-parser';

/** A parsed source file. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly module: EcmaScriptModule;
  /** The comment lines that the file opens with, after a shebang line; none where it opens with code. */
  readonly opening: readonly string[];
  /** The line of an offset, from 1. */
  lineAt(offset: number): number;
  /** Whether a `/** … *\/` comment ends right before this offset, with nothing but white space between. */
  hasDocBefore(offset: number): boolean;
}

/**
 * Parses a file.
 * @throws Error where it is not TypeScript.
 */
export function parseSource(path: string, text: string): SourceFile {
  const { program, comments, errors, module } = parseSync(path, text, { lang: 'ts' });
  const first = errors.find(({ severity }) => severity === 'Error');
  if (first !== undefined) throw new Error(`${path} cannot be parsed: ${first.message}`);
  return {
    path,
    text,
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    program,
    comments,
    module,
    opening: openingOf(text, comments),
    lineAt: (offset) => text.slice(0, offset).split('\n').length,
    hasDocBefore: (offset) =>
      comments.some(
        ({ type, value, end }) =>
          type === 'Block' && value.startsWith('*') && end <= offset && text.slice(end, offset).trim() === '',
      ),
  };
}

function openingOf(text: string, comments: readonly Comment[]): string[] {
  const lines: string[] = [];
  let expected = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  for (const { type, value, start, end } of comments) {
    if (start < expected) continue;
    // A blank line or code ends the opening; a documentation comment belongs to what follows it.
    if (text.slice(expected, start).trim() !== '' || text.slice(expected, start).includes('\n\n')) break;
    if (start !== expected && !text.slice(expected, start).includes('\n')) break;
    if (type === 'Block' && value.startsWith('*')) break;
    lines.push(...value.split('\n').map((line) => line.replace(/^\s*\*?\s?/, '')));
    expected = end;
    if (text.startsWith('\n\n', end)) break;
  }
  return lines;
}
