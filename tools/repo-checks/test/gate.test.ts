// The gate's steps fail where a command fails, and cover every TypeScript configuration of the workspace.
import { expect, test } from 'vitest';
import { runStep } from '../src/gate/run-step.ts';
import { gateSteps, type Step } from '../src/gate/steps.ts';
import { repositoryWith } from './fixture.ts';

const step = (...commands: Step['commands']): Step => ({ id: 'x', says: 'x', commands });
const run = (subject: Step) => runStep(subject, '/', process.env);

test('a step passes where every command exits 0, and keeps what they said', async () => {
  const result = await run(step(['sh', '-c', 'echo one'], ['sh', '-c', 'echo two >&2']));
  expect(result).toMatchObject({ ok: true, output: 'one\ntwo\n' });
});

test('a step fails at the first command that fails', async () => {
  const result = await run(step(['sh', '-c', 'echo bad; exit 1'], ['sh', '-c', 'echo never']));
  expect(result).toMatchObject({ ok: false, output: 'bad\n' });
});

test('a program that is not there fails', async () => {
  const result = await run(step(['no-such-program']));
  expect(result).toMatchObject({ ok: false, output: expect.stringContaining('ENOENT') });
});

test('types are checked for every configuration that there is', () => {
  const types = gateSteps(
    repositoryWith({ 'tsconfig.json': '{}', 'packages/chat/tsconfig.json': '{}' }),
  ).find(({ id }) => id === 'types');
  expect(types?.commands).toEqual([
    ['tsc', '-p', 'tsconfig.json'],
    ['tsc', '-p', 'packages/chat/tsconfig.json'],
  ]);
});
