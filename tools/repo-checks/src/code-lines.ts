// How much code a text holds.

const COMMENT_OR_BLANK: Readonly<Record<string, RegExp>> = {
  ts: /^\s*($|\/\/|\/\*|\*)/,
  py: /^\s*($|#)/,
};
const DOCSTRING = /^[ \t]*("""|''')[\s\S]*?\1[ \t]*$/gm;

/** Lines that are neither blank nor comment (in Python, nor docstring). */
export function codeLines(path: string, text: string): number {
  const kind = path.endsWith('.py') ? 'py' : 'ts';
  const code = kind === 'py' ? text.replace(DOCSTRING, '') : text;
  return code.split('\n').filter((line) => !COMMENT_OR_BLANK[kind]?.test(line)).length;
}
