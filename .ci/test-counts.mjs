// Reads vitest's JSON reports, the first run's and that of the files that were run a second time: prints how many tests
// passed and failed, a test having passed if it did so in either run. With --failed-files, the files in which a test failed
// or that did not load; with --failed-tests, the tests that failed whenever they were run.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const args = process.argv.slice(2);
const asked = args[0]?.startsWith('--') ? args.shift() : '--counts';
const reports = args.filter((path) => existsSync(path)).map((path) => JSON.parse(readFileSync(path, 'utf8')));

/** Whether each test, or each file that did not load, passed at last. */
const hasPassed = new Map();
const failedFiles = new Set();
for (const { testResults } of reports) {
  const seen = new Map();
  for (const { name, status, assertionResults } of testResults) {
    const file = relative('.', name);
    if (status !== 'passed') failedFiles.add(file);
    const results = assertionResults.filter(
      (result) => result.status === 'passed' || result.status === 'failed',
    );
    for (const result of results) {
      const title = `${file} > ${[...result.ancestorTitles, result.title].join(' > ')}`;
      seen.set(title, (seen.get(title) ?? 0) + 1);
      const test = seen.get(title) === 1 ? title : `${title} (${seen.get(title)})`;
      hasPassed.set(test, hasPassed.get(test) === true || result.status === 'passed');
    }
    // A file that failed without a failed test could not be loaded, or its hooks failed.
    const isBroken = status !== 'passed' && results.every((result) => result.status === 'passed');
    if (isBroken) hasPassed.set(file, false);
    else hasPassed.delete(file);
  }
}

const failedTests = [...hasPassed].filter(([, passed]) => !passed).map(([test]) => test);
if (asked === '--failed-files') for (const file of failedFiles) console.log(file);
else if (asked === '--failed-tests') for (const test of failedTests) console.log(test);
else console.log(hasPassed.size - failedTests.length, failedTests.length);
