// How everything in the chat looks as one line of text. Strings in, strings out.
import { nickKey } from '@hubbub/protocol';
import { createColors } from 'picocolors';
import { visibleText } from './visible-text.ts';

interface Said {
  readonly at: number;
  readonly from: string;
  readonly text: string;
  /** Told where it is not the room that is talked in. */
  readonly room?: string | undefined;
}

/** Lines for the chat; all text of others is made visible in here. */
export interface ChatLines {
  message(said: Said): string;
  /** A message from before; it recedes. */
  earlier(said: Said): string;
  direct(said: Said & { readonly to: string }): string;
  /** Who came and went, and what else happened. */
  notice(text: string): string;
  problem(text: string): string;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function clock(at: number): string {
  const date = new Date(at);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** The lines of a chat, with colours or without. A nick has the same colour every time, in every terminal. */
export function createChatLines(hasColor: boolean): ChatLines {
  const colors = createColors(hasColor);
  const palette = [
    colors.cyan,
    colors.green,
    colors.yellow,
    colors.blue,
    colors.magenta,
    colors.cyanBright,
    colors.greenBright,
    colors.yellowBright,
    colors.blueBright,
    colors.magentaBright,
  ];
  const nick = (name: string): string => {
    let hash = 0;
    for (const character of nickKey(name)) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
    return (palette[hash % palette.length] ?? colors.cyan)(visibleText(name));
  };
  const place = (room: string | undefined): string => (room === undefined ? '' : colors.dim(`[${room}] `));
  return {
    message: ({ at, from, text, room }) =>
      `${colors.dim(clock(at))} ${place(room)}${nick(from)}: ${visibleText(text)}`,
    earlier: ({ at, from, text, room }) =>
      colors.dim(`${clock(at)} ${place(room)}${visibleText(from)}: ${visibleText(text)}`),
    direct: ({ at, from, to, text }) =>
      `${colors.dim(clock(at))} ${nick(from)} → ${nick(to)}: ${visibleText(text)}`,
    notice: (text) => colors.dim(`-- ${visibleText(text)}`),
    problem: (text) => colors.red(`!! ${visibleText(text)}`),
  };
}
