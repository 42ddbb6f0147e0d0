// What a case leaves unawaited does not end the run; anything else still does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const MODULE = new URL('../src/runner/stray-rejections.ts', import.meta.url).href;

test.for([
  ['new CaseOver()', 0],
  ['new Error("a fault of the suite")', 1],
] as const)('Promise.reject(%s) ends the process with %s', async ([reason, status]) => {
  const script = `import { bearStrayRejections, CaseOver } from ${JSON.stringify(MODULE)};
    const end = bearStrayRejections();
    Promise.reject(${reason});
    setTimeout(() => { console.log('went on'); end(); }, 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect({ code, stdout }).toEqual({ code: status, stdout: status === 0 ? 'went on\n' : '' });
});
