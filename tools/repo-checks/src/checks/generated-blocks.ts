// Generated parts of the documents are what the generator would write today.
import type { Check } from '../check.ts';
import { renderBlocks } from '../generate/blocks.ts';

/** See the rule. */
export const generatedBlocks: Check = {
  id: 'generated-blocks',
  rule: 'Generated blocks in Markdown are fresh; `pnpm generate` writes them.',
  *run(repository) {
    for (const path of repository.files.filter((file) => file.endsWith('.md'))) {
      const text = repository.read(path) ?? '';
      try {
        if (renderBlocks(text, repository, path) !== text)
          yield { path, message: 'is stale: run `pnpm generate`' };
      } catch (error) {
        yield { path, message: (error as Error).message };
      }
    }
  },
};
