// What can be typed: the commands as data, and what each does. Everything else that is typed is said.
import type { Client } from '@hubbub/client';
import { HubbubError } from '@hubbub/protocol';
import type { ChatLines } from './chat-lines.ts';

/** What a command works on. */
export interface Talk {
  readonly client: Client;
  readonly lines: ChatLines;
  /** The room that is talked in, where there is one. */
  room: string | undefined;
  print(line: string): void;
  /** Leaves the chat. */
  quit(): void;
}

/** One command. */
export interface ChatCommand {
  /** How it is typed, `[…]` being optional. */
  readonly usage: string;
  readonly does: string;
  run(talk: Talk, rest: string): Promise<void> | void;
}

const EARLIER_ON_JOIN = 10;
const EARLIER_ON_ASKING = 20;
const NAMES_PER_LINE = 10;

const usageError = (usage: string): HubbubError =>
  new HubbubError('argument_invalid', `it is typed ${usage}`);

function roomOf(talk: Talk, given: string): string {
  const room = given === '' ? talk.room : given;
  if (room === undefined) throw new HubbubError('argument_invalid', 'join a room first: /join room');
  return room;
}

async function printEarlier(talk: Talk, room: string, limit: number, before?: number): Promise<void> {
  const { messages } = await talk.client.history(room, { limit, before });
  const place = room === talk.room ? undefined : room;
  talk.print(
    talk.lines.notice(messages.length === 0 ? `nothing was said in ${room}` : `earlier in ${room}:`),
  );
  for (const message of messages) talk.print(talk.lines.earlier({ ...message, room: place }));
}

/** Joins a room, talks in it from now on, and shows what was said last. @throws HubbubError as `Client.join`. */
export async function joinRoom(talk: Talk, room: string): Promise<void> {
  const { seq } = await talk.client.join(room);
  talk.room = room;
  const size = talk.client.rooms.get(room)?.size;
  talk.print(talk.lines.notice(`you are in ${room}${size === undefined ? '' : `, ${size} here`}`));
  const hasHistory = talk.client.welcome?.features.includes('history') === true;
  if (hasHistory && seq > 0) await printEarlier(talk, room, EARLIER_ON_JOIN, seq + 1);
}

/** All commands, by what is typed. */
export const CHAT_COMMANDS: ReadonlyMap<string, ChatCommand> = new Map<string, ChatCommand>([
  [
    '/join',
    {
      usage: '/join room',
      does: 'joins a room and talks in it; in one that you are in already, talks there',
      run: async (talk, rest) => {
        if (rest === '') throw usageError('/join room');
        if (talk.client.rooms.has(rest)) talk.room = rest;
        else await joinRoom(talk, rest);
      },
    },
  ],
  [
    '/leave',
    {
      usage: '/leave [room]',
      does: 'leaves this room or another',
      run: async (talk, rest) => {
        const room = roomOf(talk, rest);
        await talk.client.leave(room);
        talk.print(talk.lines.notice(`you left ${room}`));
        if (talk.room === room) talk.room = talk.client.rooms.keys().next().value;
      },
    },
  ],
  [
    '/who',
    {
      usage: '/who [room]',
      does: 'lists who is in this room or another',
      run: async (talk, rest) => {
        const room = roomOf(talk, rest);
        const nicks: string[] = [];
        for await (const nick of talk.client.who(room)) nicks.push(nick);
        talk.print(talk.lines.notice(`${nicks.length} in ${room}${nicks.length === 0 ? '' : ':'}`));
        for (let i = 0; i < nicks.length; i += NAMES_PER_LINE) {
          talk.print(talk.lines.notice(`  ${nicks.slice(i, i + NAMES_PER_LINE).join('  ')}`));
        }
      },
    },
  ],
  [
    '/rooms',
    {
      usage: '/rooms',
      does: 'lists the rooms of the server',
      run: async (talk) => {
        for await (const { room, members } of talk.client.listRooms()) {
          const isHere = talk.client.rooms.has(room) ? ', you among them' : '';
          talk.print(talk.lines.notice(`${room}: ${members}${isHere}`));
        }
      },
    },
  ],
  [
    '/nick',
    {
      usage: '/nick name',
      does: 'takes another nick',
      run: async (talk, rest) => {
        if (rest === '') throw usageError('/nick name');
        await talk.client.rename(rest);
      },
    },
  ],
  [
    '/msg',
    {
      usage: '/msg nick text',
      does: 'tells one person something',
      run: async (talk, rest) => {
        const [, to, text] = /^(\S+)\s+(.+)$/su.exec(rest) ?? [];
        if (to === undefined || text === undefined) throw usageError('/msg nick text');
        const { at } = await talk.client.direct(to, text);
        talk.print(talk.lines.direct({ at, from: talk.client.nick, to, text }));
      },
    },
  ],
  [
    '/history',
    {
      usage: '/history [count]',
      does: `shows the last messages of this room, ${EARLIER_ON_ASKING} unless you say how many`,
      run: async (talk, rest) => {
        if (!/^\d*$/.test(rest)) throw usageError('/history [count]');
        await printEarlier(talk, roomOf(talk, ''), rest === '' ? EARLIER_ON_ASKING : Number(rest));
      },
    },
  ],
  [
    '/quit',
    { usage: '/quit', does: 'leaves the chat (so do Ctrl-C and Ctrl-D)', run: (talk) => talk.quit() },
  ],
  [
    '/help',
    {
      usage: '/help',
      does: 'shows this; two slashes say a text that begins with one',
      run: (talk) => {
        for (const { usage, does } of CHAT_COMMANDS.values()) {
          talk.print(talk.lines.notice(`${usage.padEnd(18)}${does}`));
        }
      },
    },
  ],
]);
