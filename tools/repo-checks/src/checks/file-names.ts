// File names: kebab-case, and none of the names under which anything could hide.
import type { Check } from '../check.ts';

const BANNED = /(^|[-.])(utils?|helpers?|common|misc|managers?)([-.]|$)/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const CODE = /\.(ts|mts|js|mjs|sh)$/;

/** See the rule. */
export const fileNames: Check = {
  id: 'file-names',
  rule: 'Code files and their folders are kebab-case and not called utils, helpers, common, misc or manager.',
  *run({ files }) {
    for (const path of files.filter((file) => CODE.test(file))) {
      for (const part of path.split('/')) {
        if (BANNED.test(part)) yield { path, message: `"${part}" says nothing about what is inside` };
        else if (!KEBAB.test(part) && !part.startsWith('.'))
          yield { path, message: `"${part}" is not kebab-case` };
      }
    }
  },
};
