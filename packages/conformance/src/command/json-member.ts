// Replaces one member of a JSON object in its text and leaves everything else as its author wrote it.

/**
 * The text with the top-level member `name` replaced.
 * @throws Error where the text has no such member.
 */
export function withMember(text: string, name: string, value: unknown): string {
  const start = findMember(text, name);
  const end = endOfValue(text, start);
  const written = JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
  return text.slice(0, start) + written + text.slice(end);
}

/** Where the member's value begins. */
function findMember(text: string, name: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      const colon = /^\s*:\s*/.exec(text.slice(end));
      if (depth === 1 && colon && JSON.parse(text.slice(at, end)) === name) return end + colon[0].length;
      at = end - 1;
    } else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  throw new Error(`there is no member "${name}"`);
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && depth-- <= 1) return depth === 0 ? at + 1 : at;
    else if (char === ',' && depth === 0) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
