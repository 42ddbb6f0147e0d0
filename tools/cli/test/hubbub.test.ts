// The command as a whole: help, version, and what it says to bad input.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { finished, runHubbub, startHubbub } from './hubbub-process.ts';

/** One sentence on stderr, nothing else, exit status 2. */
const refusal = (sentence: RegExp) => ({
  status: 2,
  signal: null,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^hubbub: [^\\n]*${sentence.source}[^\\n]*\\n$`)),
});

test.each([['--version'], ['-v']])('%s prints the version', async (flag) => {
  expect(await runHubbub([flag])).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
});

test.each([['list'], ['serve'], ['chat'], ['conform'], ['compare']])('help of %s', async (command) => {
  const help = await runHubbub([command, '--help']);
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain(`hubbub ${command}`);
  expect(await runHubbub(['help', command])).toEqual(help);
  expect((await runHubbub(['--help'])).stdout).toContain(command);
});

test('without a command it shows the help and exits 2', async () => {
  expect(await runHubbub([])).toMatchObject({ status: 2, stdout: expect.stringContaining('Usage') });
});

test.each<[string[], RegExp]>([
  [['srve'], /there is no command "srve"; did you mean "serve"\?/],
  [['xyzzy'], /there is no command "xyzzy"/],
  [['serve'], /missing required positional argument: SERVER/],
  [['serve', 'socketi'], /there is no server "socketi"; did you mean "socketio"\?/],
  [['list', '--jsno'], /list has no option --jsno; did you mean "--json"\?/],
  [['list', 'net'], /list takes no argument "net"/],
  [['list', '--dir'], /option '--dir <value>' argument missing/],
  [['list', '--dir', '/nonexistent'], /no folder in \/nonexistent has an entrant\.json/],
])('%j is refused in one sentence', async (args, sentence) => {
  expect(await runHubbub(args)).toEqual(refusal(sentence));
});

test('a reader that goes away is no fault', async () => {
  const child = startHubbub(['list', '--json']);
  child.stdout?.destroy();
  const { status, stderr } = await finished(Object.assign(child, { stdout: null }));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('colour only where it is wanted', async () => {
  expect((await runHubbub(['list'], { FORCE_COLOR: '1' })).stdout).toContain('\x1b[');
  expect((await runHubbub(['list'], { FORCE_COLOR: '' })).stdout).not.toContain('\x1b[');
  const child = startHubbub(['--help'], { NO_COLOR: '1' });
  await once(child, 'spawn');
  expect((await finished(child)).stdout).not.toContain('\x1b[');
});

test('no colour that a library puts into an error comes through, also where CI is set', async () => {
  const { status, stderr } = await runHubbub(['compare', '--tier', 'huge'], {
    CI: '1',
    FORCE_COLOR: '',
    NO_COLOR: '',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^hubbub: invalid value for argument: --tier \(huge\)/);
  expect((await runHubbub(['list'], { CI: '1', FORCE_COLOR: '', NO_COLOR: '' })).stdout).not.toContain(
    '\x1b[',
  );
});
