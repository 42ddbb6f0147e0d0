// Suggestions for a mistyped word.
import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "net"?` where one of the known words is near, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(word, [...known]);
  return distance(word, nearest) <= Math.max(2, word.length / 3) ? `; did you mean "${nearest}"?` : '';
}
