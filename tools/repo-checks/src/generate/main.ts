// `pnpm generate`: writes the generated blocks of all Markdown files.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRepository } from '../repository.ts';
import { renderBlocks } from './blocks.ts';

const repository = readRepository(resolve(import.meta.dirname, '../../../..'));
for (const path of repository.files.filter((file) => file.endsWith('.md'))) {
  const text = repository.read(path) ?? '';
  const rendered = renderBlocks(text, repository, path);
  if (rendered === text) continue;
  writeFileSync(join(repository.root, path), rendered);
  console.log(`wrote ${path}`);
}
