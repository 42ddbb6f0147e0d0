// `pnpm repo-checks`: runs every check over the repository, prints what breaks a rule, and exits 1 if anything does.
import { resolve } from 'node:path';
import { CHECKS } from './catalogue.ts';
import { readRepository } from './repository.ts';

const repository = readRepository(resolve(import.meta.dirname, '../../..'));
let count = 0;
for (const check of CHECKS) {
  const findings = [...check.run(repository)];
  count += findings.length;
  console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${check.id}`);
  if (findings.length > 0) console.log(`       ${check.rule}`);
  for (const { path, line, message } of findings) {
    console.log(`       ${path}${line === undefined ? '' : `:${line}`}  ${message}`);
  }
}
console.log(
  `${repository.workspaces.length} workspaces, ${repository.files.length} files, ${CHECKS.length} checks, ${count} findings`,
);
process.exitCode = count === 0 ? 0 : 1;
