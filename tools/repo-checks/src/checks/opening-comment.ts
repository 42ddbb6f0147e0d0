// Every file opens with a short comment, and a long file says there why it is long.
import type { Check } from '../check.ts';

const MAX_OPENING_LINES = 4;
const LONG_FILE_LINES = 300;
const SAYS_WHY = /\b(long|because|300|together|in one (file|place|table))\b/i;

/** See the rule. */
export const openingComment: Check = {
  id: 'opening-comment',
  rule: 'Every file opens with a comment of 1–4 lines; one above 300 lines says there why it is that long.',
  *run({ sources }) {
    for (const { path, opening, lineCount } of sources()) {
      if (opening.length === 0) {
        yield { path, line: 1, message: 'does not open with a comment that says what it is' };
      } else if (opening.length > MAX_OPENING_LINES) {
        yield {
          path,
          line: 1,
          message: `opens with ${opening.length} comment lines; ${MAX_OPENING_LINES} are the most`,
        };
      } else if (lineCount > LONG_FILE_LINES && !SAYS_WHY.test(opening.join(' '))) {
        yield {
          path,
          line: 1,
          message: `has ${lineCount} lines, and its opening comment does not say why it is long`,
        };
      }
    }
  },
};
