// How much of a list goes into one frame (FRAME-8, WHO-2): measured in UTF-8 bytes of the frame's JSON text.
import { type Limits, type ServerFrame, utf8Length } from '@hubbub/protocol';

/** Socket.IO wraps the frame's object in an array, with the type as its first element or within (§2). */
const WRAPPING_BYTES = 16;

/** A nick, or a room name, at its longest: 32 code points of 4 bytes (NICK-1, ROOM-1). */
export const LONGEST_NAME = 'x'.repeat(128);

/** The bytes that items may still take in this frame, whose list is empty. */
export function bytesLeft(frame: ServerFrame, limits: Limits): number {
  return limits.maxFrameBytes - WRAPPING_BYTES - jsonBytes(frame);
}

/** The bytes of a value's JSON text. */
export function jsonBytes(value: unknown): number {
  return utf8Length(JSON.stringify(value));
}

/** The bytes of a nick in a list, its quotes and comma included; no character of a nick is escaped (NICK-1). */
export function nickBytes(nick: string): number {
  return utf8Length(nick) + 3;
}

/**
 * Takes items in order while they fit; `isAll` says whether none was left. The first is always taken: a page without
 * any would never end, and only one message with the longest `ref`, `id`, nick and text at the smallest
 * `maxFrameBytes` does not fit by itself.
 */
export function take<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  bytes: number,
): { readonly items: T[]; readonly isAll: boolean } {
  const taken: T[] = [];
  let left = bytes;
  for (const item of items) {
    left -= bytesOf(item);
    if (left < 0 && taken.length > 0) return { items: taken, isAll: false };
    taken.push(item);
  }
  return { items: taken, isAll: true };
}
