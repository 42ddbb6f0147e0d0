// `pnpm check [--no-tests] [step…]`: the one gate. Lists every step, shows what a failed one said, exits 1 if any failed.
import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readRepository } from '../repository.ts';
import { runStep } from './run-step.ts';
import { gateSteps } from './steps.ts';

const root = resolve(import.meta.dirname, '../../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'no-tests': { type: 'boolean' } },
});
const steps = gateSteps(readRepository(root));
const unknown = positionals.find((id) => !steps.some((step) => step.id === id));
if (unknown !== undefined) {
  console.error(`there is no step "${unknown}"; there are ${steps.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const env = {
  ...process.env,
  PATH: [resolve(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};

/** On a desk a step may be left out for want of something; in CI it fails. */
const isThere = ([program, ...args]: readonly [string, ...string[]]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

const failed: string[] = [];
for (const step of steps) {
  if (positionals.length > 0 && !positionals.includes(step.id)) continue;
  if (values['no-tests'] === true && step.id === 'tests') continue;
  if (step.needs !== undefined && process.env.CI === undefined && !isThere(step.needs.probe)) {
    console.log(`LEFT OUT ${step.id} ${step.says}: ${step.needs.install}`);
    continue;
  }
  const { ok, output, elapsedMs } = await runStep(step, root, env);
  console.log(
    `${ok ? 'ok    ' : 'FAILED'} ${step.id.padEnd(10)} ${step.says} (${(elapsedMs / 1000).toFixed(1)} s)`,
  );
  if (ok) continue;
  failed.push(step.id);
  console.log(output.replace(/^/gm, '       ').trimEnd());
}
console.log(failed.length === 0 ? 'check: all steps passed' : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
