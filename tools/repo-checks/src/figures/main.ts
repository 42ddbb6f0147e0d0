// `pnpm figures [ids…]`: measures the servers (all, or these) and writes figures.json beside each entrant.json.
// `pnpm generate` then brings the figures into the READMEs.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Entrant } from '@hubbub/protocol';
import { entrantPaths } from '../entrant-paths.ts';
import { readRepository } from '../repository.ts';
import { debianBytes } from './debian.ts';
import { runtimePackages } from './dependencies.ts';
import { coldStartMs, installedBytes } from './measure.ts';
import type { MeasuredFigures } from './server-figures.ts';

const repository = readRepository(resolve(import.meta.dirname, '../../../..'));
const wanted = new Set(process.argv.slice(2));

for (const path of entrantPaths(repository)) {
  const entrant = JSON.parse(repository.read(path) ?? '') as Entrant;
  if (wanted.size > 0 && !wanted.has(entrant.id)) continue;
  const folder = dirname(path);
  const isWorkspace = repository.read(`${folder}/package.json`) !== undefined;
  const bytes = isWorkspace
    ? installedBytes(repository.root, runtimePackages(repository, folder))
    : debianBytes(entrant.requires.map(({ install }) => install));
  const figures: MeasuredFigures = {
    coldStartMs: await coldStartMs(join(repository.root, folder), entrant.command),
    installedMB: Number((bytes / 1e6).toFixed(1)),
    on: `${process.platform} ${process.arch}, ${cpus().length} cores`,
  };
  writeFileSync(join(repository.root, folder, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(
    `${entrant.id}: ${figures.coldStartMs} ms to the ready line, ${figures.installedMB} MB installed`,
  );
}
