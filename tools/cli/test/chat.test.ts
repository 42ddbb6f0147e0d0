// `hubbub chat`: scripted through pipes against a real server, and its screen with a terminal that is none.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
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
function openScreen(on: { onLine?: () => void; onEnd?: () => void; onInterrupt?: () => void } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 20, rows: 10 });
  const lines: string[] = [];
  const screen = createScreen({
    input,
    output,
    complete: () => [[], ''],
    onLine: (line) => {
      lines.push(line);
      on.onLine?.();
    },
    onEnd: () => on.onEnd?.(),
    onInterrupt: () => on.onInterrupt?.(),
  });
  screen.prompt('> ');
  let drawn = '';
  let wake: () => void = () => undefined;
  output.setEncoding('utf8').on('data', (chunk: string) => {
    drawn += chunk;
    wake();
  });
  /** What was drawn since the last time, as soon as it ends so. */
  const drawnUntil = async (end: string): Promise<string> => {
    while (!drawn.endsWith(end)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const all = drawn;
    drawn = '';
    return all;
  };
  return { screen, lines, input, drawnUntil };
}

test('a line that comes in stands above the typed one, which stays as it was with its cursor', async () => {
  const { screen, input, drawnUntil } = openScreen();
  input.write('half');
  await drawnUntil('half');
  // Two to the left.
  input.write('\u001b[D\u001b[D');
  await drawnUntil('\u001b[1D\u001b[1D');
  screen.print('bob: hi');
  screen.print('bob: there');
  expect(await drawnUntil('> half\u001b[5G')).toBe(
    '\u001b[1G\u001b[0Jbob: hi\nbob: there\n\u001b[1G\u001b[0J> half\u001b[5G',
  );
  screen.close();
});

test('a typed line of several rows, pasted at once, is drawn again where it was', async () => {
  const { screen, input, drawnUntil } = openScreen();
  const long = '0123456789012345678901234567890';
  input.write(long);
  await drawnUntil('567890');
  screen.print('bob: hi');
  expect(await drawnUntil('\u001b[14G')).toBe(
    `\u001b[1A\u001b[1G\u001b[0Jbob: hi\n\u001b[1G\u001b[0J> ${long}\u001b[14G`,
  );
  screen.close();
});

test('Enter hands the line on, which can be taken off the screen', async () => {
  const { screen, lines, input, drawnUntil } = openScreen({ onLine: () => screen.eraseTyped() });
  input.write('0123456789012345678901234567890');
  await drawnUntil('567890');
  input.write('\r');
  // Up over the row below and the line's own two.
  expect(await drawnUntil('\u001b[0J> \u001b[3G')).toContain('\u001b[2A\u001b[1G\u001b[0J');
  expect(lines).toEqual(['0123456789012345678901234567890']);
  screen.close();
});

test('Ctrl-C and Ctrl-D are told apart', async () => {
  const ended: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const { screen, input } = openScreen({
    onInterrupt: () => ended.push('interrupt'),
    onEnd: () => {
      ended.push('end');
      resolve();
    },
  });
  input.write('\u0003');
  input.write('\u0004');
  await promise;
  expect(ended).toEqual(['interrupt', 'end']);
  screen.close();
});
