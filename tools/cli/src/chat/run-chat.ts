// A chat in a terminal, from the connection to the goodbye. What can be typed, how it looks and where it is shown are in
// the files beside this one.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { type Client, createClient } from '@hubbub/client';
import { HubbubError } from '@hubbub/protocol';
import { CHAT_COMMANDS, joinRoom, type Talk } from './chat-commands.ts';
import { showEvents } from './chat-events.ts';
import { createChatLines } from './chat-lines.ts';
import { completeLine } from './completion.ts';
import { createScreen, type Screen } from './screen.ts';

// How long something typed waits for a server that is away. Longer, and nobody remembers having typed it.
const PATIENCE_MS = 30_000;

/** What a chat needs. */
export interface ChatOptions {
  readonly url: string;
  readonly nick: string;
  readonly room: string;
  /** Typed lines; with a terminal on both ends they can be edited. */
  readonly input: Readable;
  readonly output: Writable;
  /** Says goodbye and leaves. */
  readonly signal: AbortSignal;
  readonly color: boolean;
}

/**
 * Talks in a room until the input ends, somebody types `/quit`, or the signal aborts. Without a terminal each line of the
 * input is said, or done, in order; at its end the chat waits until all was said. Answers the exit status: 0 after a
 * goodbye, 1 where there was no connection, no room, or the server ended it.
 */
export async function runChat(options: ChatOptions): Promise<number> {
  const { url, nick, room, output, signal, color } = options;
  const lines = createChatLines(color);
  const print = (line: string): void => void output.write(`${line}\n`);
  const client = createClient(url, { nick, requestTimeoutMs: PATIENCE_MS });
  const abandon = (): void => client.close();
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  try {
    await client.opened;
    signal.removeEventListener('abort', abandon);
    const { server } = client.welcome ?? {};
    print(
      lines.notice(
        `connected to ${server?.name} (${server?.framework}) as ${client.nick}; /help lists commands`,
      ),
    );
    return await talkUntilEnd(client, room, options);
  } catch (error) {
    print(lines.problem(`${url}: ${HubbubError.from(error).message}`));
    client.close();
    return 1;
  }
}

async function talkUntilEnd(client: Client, firstRoom: string, options: ChatOptions): Promise<number> {
  const { input, output, signal, color } = options;
  const lines = createChatLines(color);
  const end = new AbortController();
  let screen: Screen | undefined;
  const talk: Talk = {
    client,
    lines,
    room: undefined,
    print: (line) => (screen === undefined ? void output.write(`${line}\n`) : screen.print(line)),
    quit: () => end.abort(),
  };
  showEvents(client, talk);
  let failure: HubbubError | undefined;
  client.on('state', ({ state, error }) => {
    if (state !== 'closed') return;
    failure = error;
    end.abort();
  });
  await joinRoom(talk, firstRoom);

  const report = (error: unknown): void => talk.print(lines.problem(HubbubError.from(error).message));
  const saying = new Set<Promise<void>>();
  const say = (text: string): void => {
    if (talk.room === undefined) {
      report(new HubbubError('argument_invalid', 'join a room first: /join room'));
      return;
    }
    // Not awaited: the client keeps the order, and a slow answer must not hold up the next line.
    const said = client.say(talk.room, text).then(
      () => undefined,
      (error) => talk.print(lines.problem(`${HubbubError.from(error).message}: ${text}`)),
    );
    saying.add(said);
    void said.then(() => saying.delete(said));
  };
  const take = async (line: string): Promise<void> => {
    const [, name = '', rest = ''] = /^(\/[^\s/]\S*)\s*(.*)$/su.exec(line.trim()) ?? [];
    if (name === '') {
      if (line.trim() !== '') say(line.startsWith('//') ? line.slice(1) : line);
      return;
    }
    const command = CHAT_COMMANDS.get(name);
    try {
      if (command === undefined) {
        throw new HubbubError('argument_invalid', `there is no ${name}; /help lists what there is`);
      }
      await command.run(talk, rest.trim());
    } catch (error) {
      report(error);
    }
    screen?.prompt(promptOf(talk));
  };
  let taken = Promise.resolve();
  screen = createScreen({
    input,
    output,
    complete: (line) => completeLine(line, client.rooms, talk.room),
    onLine: (line) => {
      // What is said comes back as a message; what is typed while there is no connection stays to be seen.
      if (!line.startsWith('/') && client.state === 'open' && talk.room !== undefined) screen?.eraseTyped();
      taken = taken.then(() => take(line));
    },
    onInterrupt: talk.quit,
    onEnd: () => void taken.then(() => Promise.all(saying)).then(() => end.abort()),
  });
  screen.prompt(promptOf(talk));
  signal.addEventListener('abort', talk.quit, { once: true });
  if (signal.aborted) talk.quit();
  if (!end.signal.aborted) await once(end.signal, 'abort');
  signal.removeEventListener('abort', talk.quit);
  await client.bye();
  if (failure !== undefined) report(failure);
  screen.close();
  return failure === undefined ? 0 : 1;
}

function promptOf({ room }: Talk): string {
  return `${room ?? '(no room)'}> `;
}
