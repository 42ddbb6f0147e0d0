// Puts the engine together: the shared state of one chat, its sessions, and the way from the log to the rooms.
import type { ClientFrame } from '@hubbub/protocol';
import { Client } from './client.ts';
import { Departures } from './departures.ts';
import type { Chat, Session } from './engine-contract.ts';
import type { ChatPorts, EndReason } from './ports.ts';
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
    open: (outlet, onIdle) => new ClientSession(world, new Client(world, outlet, onIdle)),
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

/** A class, since an object with accessors of its own costs each client half a kilobyte more. */
class ClientSession implements Session {
  readonly #world: World;
  readonly #client: Client;

  constructor(world: World, client: Client) {
    this.#world = world;
    this.#client = client;
  }

  get welcomed(): boolean {
    return this.#client.isWelcomed;
  }

  get busy(): boolean {
    return this.#client.isBusy;
  }

  handle(request: ClientFrame): void {
    if (!this.#client.isOver) answer(this.#world, this.#client, request);
  }

  closed(reason: EndReason): void {
    this.#client.depart(reason);
  }
}
