// Reads vitest's JSON reports: prints how many tests passed and failed, those of a second run in the place of the
// first's in the files that it ran; with --failed-files, the files in which a test failed or that did not load.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [first, second] = process.argv.slice(2);

const filesOf = (path) =>
  new Map(
    path !== undefined && existsSync(path)
      ? JSON.parse(readFileSync(path, 'utf8')).testResults.map((file) => [file.name, file])
      : [],
  );

if (first === '--failed-files') {
  for (const [name, file] of filesOf(second)) if (file.status !== 'passed') console.log(relative('.', name));
} else {
  const files = new Map([...filesOf(first), ...filesOf(second)]);
  let passed = 0;
  let failed = 0;
  for (const file of files.values()) {
    passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
    const broken = file.assertionResults.filter(({ status }) => status === 'failed').length;
    // A file that could not be loaded has no results, and is one failure.
    failed += broken === 0 && file.status !== 'passed' ? 1 : broken;
  }
  console.log(passed, failed);
}
