// `hubbub list` as a process.
import { expect, test } from 'vitest';
import { folderOfServers } from './entrant-fixture.ts';
import { runHubbub } from './hubbub-process.ts';

test('lists the servers of the repository, from any folder', async () => {
  const { status, stdout } = await runHubbub(['list']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^net +lines +batched, each +raw +callbacks +ready$/m);
  expect(stdout).toMatch(/^net:bun +lines +batched, each +raw +callbacks +ready$/m);
});

test('--json prints whole declarations with their folders', async () => {
  const dir = folderOfServers({ entrant: { id: 'b' } }, { entrant: { id: 'a' } });
  const { stdout } = await runHubbub(['list', '--json', '--dir', dir]);
  expect(JSON.parse(stdout)).toMatchObject([
    { id: 'a', folder: `${dir}/1`, bindings: ['lines'], missing: [] },
    { id: 'b', folder: `${dir}/0` },
  ]);
});

test('tells what is not installed, with the command that installs it', async () => {
  const requires = [
    { what: 'the frobnicator', probe: ['false'], install: 'apt-get install frobnicator' },
    { what: 'a shell', probe: ['true'], install: 'nothing' },
  ];
  const dir = folderOfServers({ entrant: { requires } });
  const { status, stdout } = await runHubbub(['list', '--dir', dir]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/needs the frobnicator$/m);
  expect(stdout).toContain('stand-in needs the frobnicator: apt-get install frobnicator\n');
  expect(stdout).not.toContain('a shell');
});

test('a malformed declaration is named, the others are listed, exit status 2', async () => {
  const dir = folderOfServers({ entrant: { id: 'good' } }, { entrant: { stars: 5 } });
  const { status, stdout, stderr } = await runHubbub(['list', '--dir', dir]);
  expect(status).toBe(2);
  expect(stdout).toContain('good');
  expect(stderr).toMatch(/^hubbub: .*\/1\/entrant\.json: .*stars.*\n$/);
});
