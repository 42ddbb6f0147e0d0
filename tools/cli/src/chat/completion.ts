// What the Tab key goes on with: commands at the start of a line, rooms after the commands that take one, nicks elsewhere.
import type { RoomView } from '@hubbub/client';
import { nickKey } from '@hubbub/protocol';
import { CHAT_COMMANDS } from './chat-commands.ts';

const TAKES_ROOM = /^\/(?:join|leave|who)\s/;

/** What the last word of a line may go on to, and that word; `room` is the one that is talked in. */
export function completeLine(
  line: string,
  rooms: ReadonlyMap<string, RoomView>,
  room: string | undefined,
): [hits: string[], word: string] {
  const word = /\S*$/u.exec(line)?.[0] ?? '';
  const isFirst = word === line;
  if (isFirst && word.startsWith('/')) {
    return [
      [...CHAT_COMMANDS.keys()].filter((name) => name.startsWith(word)).map((name) => `${name} `),
      word,
    ];
  }
  if (TAKES_ROOM.test(line)) return [[...rooms.keys()].filter((name) => name.startsWith(word)), word];
  const members = room === undefined ? undefined : rooms.get(room)?.members;
  if (word === '' || members === undefined) return [[], word];
  const nicks = [...members].filter((nick) => nickKey(nick).startsWith(nickKey(word)));
  // A text that begins with a nick is meant for its holder.
  return [nicks.map((nick) => (isFirst ? `${nick}: ` : `${nick} `)), word];
}
