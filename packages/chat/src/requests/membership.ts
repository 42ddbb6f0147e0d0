// join and leave: who is in which room, and what a newcomer is told (§5). What it is replayed is in ../replay.ts.
import type { ClientFrameOf } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import { bytesLeft, nickBytes, take } from '../paging.ts';
import { refOf } from '../ref.ts';
import { askReplay, type Replay } from '../replay.ts';
import type { Room } from '../room.ts';
import type { Refusal, World } from '../world.ts';

type Join = ClientFrameOf<'join'>;

/** Answers `join`: `joined` and then the replay, or `too_many_rooms`. */
export function join(world: World, client: Client, request: Join): Refusal {
  const member = client.rooms.get(request.room);
  if (member !== undefined) {
    askReplay(world, client, member, request.since, (replay) => {
      if (!client.isOver) sendJoined(world, client, member, request, replay);
    });
    return;
  }
  if (client.rooms.size >= world.ports.limits.maxRooms) return 'too_many_rooms';
  client.ask<Room>(
    (done) => world.rooms.hold(request.room, done),
    (room) =>
      askReplay(world, client, room, request.since, (replay) => enter(world, client, room, request, replay)),
  );
}

/** Answers `leave`: `left`, or `not_joined` (ROOM-4). */
export function leave({ rooms }: World, client: Client, request: ClientFrameOf<'leave'>): Refusal {
  const room = client.rooms.get(request.room);
  if (room === undefined) return 'not_joined';
  client.rooms.delete(room.name);
  room.mute(client.outlet);
  client.reply({ type: 'left', ...refOf(request), room: room.name });
  rooms.remove(room, client.nick, 'left');
}

function enter(world: World, client: Client, room: Room, request: Join, replay: Replay | undefined): void {
  if (client.isOver) {
    world.rooms.release(room.name);
    return;
  }
  client.rooms.set(room.name, room);
  world.rooms.add(room, client.nick, client.outlet);
  sendJoined(world, client, room, request, replay);
  room.presence.came();
}

function sendJoined(
  { ports }: World,
  client: Client,
  room: Room,
  request: Join,
  replay: Replay | undefined,
): void {
  const presence = room.presence.mode;
  const empty = {
    type: 'joined' as const,
    ...refOf(request),
    room: room.name,
    seq: room.seq,
    members: [] as string[],
    complete: false,
    presence,
    ...(replay?.isGap && { gap: true }),
  };
  if (presence === 'size') client.reply(empty);
  else {
    const nicks = take(room.nicks.from(), nickBytes, bytesLeft(empty, ports.limits));
    client.reply({ ...empty, members: nicks.items, complete: nicks.isAll });
  }
  if (replay !== undefined && replay.count > 0) client.outlet.sendAll(replay.frames());
}
