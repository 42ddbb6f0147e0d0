// who and rooms: lists in code point order, a page at a time (WHO-1, WHO-2).
import type { ClientFrameOf, ServerFrameOf } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import { bytesLeft, jsonBytes, LONGEST_NAME, nickBytes, take } from '../paging.ts';
import { refOf } from '../ref.ts';
import type { Rooms } from '../rooms.ts';
import type { World } from '../world.ts';

/** Answers `who`: the members of any room, none for one that nobody is in. */
export function who({ ports, rooms }: World, client: Client, request: ClientFrameOf<'who'>): void {
  const empty = { type: 'members', ...refOf(request), room: request.room, members: [] } as const;
  const space = bytesLeft({ ...empty, members: [], next: LONGEST_NAME }, ports.limits);
  const nicks = rooms.get(request.room)?.nicks.from(request.after) ?? [];
  const { items, isAll } = take(nicks, nickBytes, space);
  const next = isAll ? undefined : items.at(-1);
  client.reply({ ...empty, members: items, ...(next !== undefined && { next }) });
}

/** Answers `rooms`: every room that somebody is in, with the number of its members. */
export function listRooms({ ports, rooms }: World, client: Client, request: ClientFrameOf<'rooms'>): void {
  const empty = { type: 'rooms', ...refOf(request), rooms: [] } as const;
  const space = bytesLeft({ ...empty, rooms: [], next: LONGEST_NAME }, ports.limits);
  const { items, isAll } = take(roomsFrom(rooms, request.after), (item) => jsonBytes(item) + 1, space);
  const next = isAll ? undefined : items.at(-1)?.room;
  client.reply({ ...empty, rooms: items, ...(next !== undefined && { next }) });
}

function* roomsFrom(
  rooms: Rooms,
  after: string | undefined,
): Generator<ServerFrameOf<'rooms'>['rooms'][number]> {
  for (const room of rooms.names.from(after)) {
    yield { room, members: rooms.get(room)?.nicks.size ?? 0 };
  }
}
