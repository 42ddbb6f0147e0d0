// Which function answers which request, and that nothing is answered before `hello` (HELLO-1).
import type { ClientFrame } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import type { Refusal, World } from '../world.ts';
import { hello } from './hello.ts';
import { history } from './history.ts';
import { listRooms, who } from './lists.ts';
import { join, leave } from './membership.ts';
import { direct, say } from './messages.ts';
import { rename } from './rename.ts';

/** Answers one request of a client: its reply, its error, or both later from a port's answer. */
export function answer(world: World, client: Client, request: ClientFrame): void {
  const refusal = serve(world, client, request);
  if (refusal !== undefined) client.refuse(refusal, request);
}

function serve(world: World, client: Client, request: ClientFrame): Refusal {
  if (request.type === 'hello') return hello(world, client, request);
  if (request.type === 'bye') {
    // The rooms are left first, so that nothing of them can come after `closing` (§9).
    client.depart('left');
    client.outlet.bye(request.ref);
    return;
  }
  if (!client.isWelcomed) return 'hello_required';
  switch (request.type) {
    case 'say':
      return say(world, client, request);
    case 'direct':
      direct(world, client, request);
      return;
    case 'join':
      return join(world, client, request);
    case 'leave':
      return leave(world, client, request);
    case 'rename':
      return rename(world, client, request);
    case 'history':
      return history(world, client, request);
    case 'who':
      who(world, client, request);
      return;
    case 'rooms':
      listRooms(world, client, request);
      return;
    case 'ping':
    case 'pong': // the connection answers these itself
      return;
  }
}
