// `hubbub chat`: scripted through pipes against a real server, and its screen with a terminal that is none.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { completeLine } from '../src/chat/completion.ts';
import { createScreen } from '../src/chat/screen.ts';
import { visibleText } from '../src/chat/visible-text.ts';
import { finished, startHubbub } from './hubbub-process.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Starts a server of this repository and answers its URL. */
async function startServer(): Promise<string> {
  const child = startHubbub(['serve', 'net', '--port', '0']);
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line).endpoints[0].url;
}

/** Runs a chat whose input is these lines; what it prints, without the times. */
async function chat(url: string, nick: string, typed: readonly string[]) {
  const child = startHubbub(['chat', url, '--nick', nick]);
  child.stdin?.end(typed.map((line) => `${line}\n`).join(''));
  const { status, stdout } = await finished(child);
  return {
    status,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\d\d:\d\d /, '')),
  };
}

test('a script is done line by line, and the chat leaves when all is said', async () => {
  const url = await startServer();
  const first = await chat(url, 'ann', [
    'hello',
    '/who',
    '/join den',
    'in the den',
    '/join lobby',
    '//not a command',
    '/nick Anna',
    '/msg nobody hi',
    '/msg Anna to myself',
    '/nonsense',
    '/history x',
    '/leave',
    '/leave lobby',
  ]);
  expect(first.status).toBe(0);
  // What is said is told when it comes back, which may be after the next command.
  expect(first.lines).toEqual(expect.arrayContaining(['ann: hello', '-- 1 in lobby:', '--   ann']));
  expect(first.lines).toEqual(
    expect.arrayContaining(['ann: /not a command', '-- ann is now Anna', '-- you left lobby']),
  );
  // With its room where that is no longer the one that is talked in.
  expect(first.lines.filter((line) => /^(\[den\] )?ann: in the den$/.test(line))).toHaveLength(1);
  expect(first.lines.filter((line) => line.startsWith('!!'))).toEqual([
    '!! nobody has this nick now',
    '!! there is no /nonsense; /help lists what there is',
    '!! it is typed /history [count]',
    '!! join the room first',
  ]);
  expect(first.lines.filter((line) => line === 'Anna → Anna: to myself')).toHaveLength(1);

  const second = await chat(url, 'bob', ['\u001b[2J\u001b]0;title\u0007 \u202eevil', '/quit', 'never said']);
  expect(second.status).toBe(0);
  expect(second.lines).toEqual(
    expect.arrayContaining(['-- earlier in lobby:', 'ann: hello', 'ann: /not a command']),
  );
  const third = await chat(url, 'cid', []);
  expect(third.lines).toContain('bob: ␛[2J␛]0;title␇ \\u202eevil');
  expect(third.lines.join('')).not.toContain('never said');
});

test('no connection is a sentence and exit status 1', async () => {
  expect(await chat('tcp://127.0.0.1:1', 'ann', [])).toEqual({
    status: 1,
    lines: ['!! tcp://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1'],
  });
});

test('control characters are shown, not obeyed; all else is left as it is', () => {
  expect(visibleText('\u0000\t\n\u007f\u009b31m\u2028\u200f\u2066')).toBe(
    '␀␉␊␡\\u009b31m\\u2028\\u200f\\u2066',
  );
  expect(visibleText('žluťoučký 🐎 👩‍👩‍👧 عربى \ud800')).toBe('žluťoučký 🐎 👩‍👩‍👧 عربى \ufffd');
});

test('Tab goes on with commands, rooms and nicks', () => {
  const view = { room: 'lobby', isComplete: true, size: 2, presence: 'each', lastSeq: 0 } as const;
  const rooms = new Map([['lobby', { ...view, members: new Set(['Bobby', 'ann']) }]]);
  expect(completeLine('/h', rooms, 'lobby')).toEqual([['/history ', '/help '], '/h']);
  expect(completeLine('/leave lo', rooms, 'lobby')).toEqual([['lobby'], 'lo']);
  expect(completeLine('bo', rooms, 'lobby')).toEqual([['Bobby: '], 'bo']);
  expect(completeLine('/msg b', rooms, 'lobby')).toEqual([['Bobby '], 'b']);
  expect(completeLine('ask b', rooms, undefined)).toEqual([[], 'b']);
});

/** A screen on streams that say they are a terminal of 20 columns. */
function openScreen() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 20, rows: 10 });
  const lines: string[] = [];
  const ended: string[] = [];
  const screen = createScreen({
    input,
    output,
    complete: () => [[], ''],
    onLine: (line) => lines.push(line),
    onEnd: () => ended.push('end'),
    onInterrupt: () => ended.push('interrupt'),
  });
  screen.prompt('> ');
  const type = async (text: string): Promise<void> => {
    input.write(text);
    await turn();
  };
  const shown = async (): Promise<string> => {
    await turn();
    return String(output.read() ?? '');
  };
  return { screen, lines, ended, type, shown };
}

test('a line that comes in stands above the typed one, which stays as it was with its cursor', async () => {
  const { screen, type, shown } = openScreen();
  await type('half');
  // Two to the left.
  await type('\u001b[D\u001b[D');
  await shown();
  screen.print('bob: hi');
  screen.print('bob: there');
  expect(await shown()).toBe('\u001b[1G\u001b[0Jbob: hi\nbob: there\n\u001b[1G\u001b[0J> half\u001b[5G');
  screen.close();
});

test('a typed line of several rows, pasted at once, is drawn again where it was', async () => {
  const { screen, type, shown } = openScreen();
  await type('0123456789012345678901234567890');
  await shown();
  screen.print('bob: hi');
  expect(await shown()).toBe(
    '\u001b[1A\u001b[1G\u001b[0Jbob: hi\n\u001b[1G\u001b[0J> 0123456789012345678901234567890\u001b[14G',
  );
  screen.close();
});

test('Enter hands the line on, which can be taken off the screen; Ctrl-C and Ctrl-D are told apart', async () => {
  const { screen, lines, ended, type } = openScreen();
  await type('hello\r');
  expect(lines).toEqual(['hello']);
  await type('\u0003');
  expect(ended).toEqual(['interrupt']);
  await type('\u0004');
  expect(ended).toEqual(['interrupt', 'end']);
  screen.close();
});
