// Puts the engine together: the shared state of one chat, its sessions, and the way from the log to the rooms.
import { Client } from './client.ts';
import { Departures } from './departures.ts';
import type { Chat } from './engine-contract.ts';
import type { ChatPorts } from './ports.ts';
import { answer } from './requests/answer.ts';
import { Rooms } from './rooms.ts';
import type { World } from './world.ts';

/**
 * Creates a chat over the given ports. It holds the sessions, nicks and rooms of this process; messages are
 * numbered, kept and recognised by `ports.log`, whose one listener it becomes.
 */
export function createChat(ports: ChatPorts): Chat {
  const rooms = new Rooms(ports);
  const world: World = { ports, rooms, clients: new Map(), departures: new Departures() };
  ports.log.onAppended((name, entry) => rooms.get(name)?.deliver(entry));
  return {
    open(outlet, onIdle) {
      const client = new Client(world, outlet, onIdle);
      return {
        get welcomed() {
          return client.isWelcomed;
        },
        get busy() {
          return client.isBusy;
        },
        handle(request) {
          if (!client.isOver) answer(world, client, request);
        },
        closed(reason) {
          client.depart(reason);
        },
      };
    },
    counts: {
      get sessions() {
        return world.clients.size;
      },
      get rooms() {
        return rooms.names.size;
      },
    },
  };
}
