// Every workspace has exactly one boundary tag, one that the root turbo.json knows. What a tag may import is
// kept by `turbo boundaries`; whom it may depend on directly, by workspace-edges.
import type { Check } from '../check.ts';

/** See the rule. */
export const boundaryTags: Check = {
  id: 'boundary-tags',
  rule: 'Every workspace has exactly one boundary tag, and the root turbo.json knows it.',
  *run({ workspaces, read }) {
    const turbo = JSON.parse(read('turbo.json') ?? '{}') as { boundaries?: { tags?: object } };
    const known = Object.keys(turbo.boundaries?.tags ?? {});
    for (const { folder, tags } of workspaces) {
      const path = `${folder}/turbo.json`;
      if (tags.length !== 1) yield { path, message: `has ${tags.length} boundary tags instead of one` };
      for (const tag of tags) {
        if (!known.includes(tag))
          yield { path, message: `has the tag "${tag}", which turbo.json does not know` };
      }
    }
  },
};
