// rename: another nick for a client that keeps its rooms and its session (NICK-4).
import { type ClientFrameOf, isReservedNick, nickKey } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import type { ClaimResult, Outlet } from '../ports.ts';
import { refOf } from '../ref.ts';
import type { Refusal, World } from '../world.ts';

type Rename = ClientFrameOf<'rename'>;

/** Answers `rename`: `renamed`, or `nick_taken`, `unavailable`, which change nothing. */
export function rename({ ports }: World, client: Client, request: Rename): Refusal {
  const { directory, fanout } = ports;
  const from = client.nick;
  const to = request.nick;
  if (to === from) {
    client.reply({ type: 'renamed', ...refOf(request), from, to });
    return;
  }
  if (isReservedNick(to)) return 'nick_taken';
  const formerKey = client.key;
  const key = nickKey(to);
  client.ask<ClaimResult>(
    (done) => directory.claim(key, to, client, undefined, done),
    (result) => {
      const isGranted = result === 'granted';
      if (client.isOver) {
        if (isGranted && key !== formerKey) directory.release(key, client);
        return;
      }
      if (!isGranted) {
        client.refuse(result === 'taken' ? 'nick_taken' : 'unavailable', request);
        return;
      }
      client.nick = to;
      client.key = key;
      const others = renameInRooms(client, from, to);
      client.reply({ type: 'renamed', ...refOf(request), from, to });
      if (others.size > 0) fanout.tell(others, { type: 'renamed', from, to });
      if (key !== formerKey) directory.release(formerKey, client);
    },
  );
}

/** Each client that shares a room, once, however many rooms it shares. */
function renameInRooms(client: Client, from: string, to: string): Set<Outlet> {
  const others = new Set<Outlet>();
  for (const room of client.rooms.values()) {
    room.rename(from, to);
    for (const outlet of room.outlets) others.add(outlet);
  }
  others.delete(client.outlet);
  return others;
}
