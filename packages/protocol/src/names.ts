// What a nick and a room name are (NICK-1, NICK-2, NICK-3, ROOM-1). Pure functions over strings.

const NICK = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]{0,31}$/u;
const ROOM = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const RESERVED: ReadonlySet<string> = new Set(['server', 'system', 'hubbub']);

/** Whether a string is a nick: 1–32 code points of L, M, Nd, `_`, `-`, `.`, in NFC (NICK-1). */
export function isNick(nick: string): boolean {
  return NICK.test(nick) && nick.normalize('NFC') === nick;
}

/** The key under which two spellings are the same nick: NFKC, then lower case (NICK-2). */
export function nickKey(nick: string): string {
  return nick.normalize('NFKC').toLowerCase();
}

/** Whether a nick is reserved for servers (NICK-3). */
export function isReservedNick(nick: string): boolean {
  return RESERVED.has(nickKey(nick));
}

/** Whether a string is a room name: `[a-z0-9][a-z0-9_-]{0,63}` (ROOM-1). */
export function isRoomName(name: string): boolean {
  return ROOM.test(name);
}
