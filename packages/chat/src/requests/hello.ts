// hello: version, nick, takeover and welcome (§3, NICK-2, NICK-3, NICK-5).
import { type ClientFrameOf, isReservedNick, nickKey, PROTOCOL_VERSION } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import type { ClaimResult } from '../ports.ts';
import { refOf } from '../ref.ts';
import type { Refusal, World } from '../world.ts';

type Hello = ClientFrameOf<'hello'>;

/**
 * Answers `hello`: `welcome`, or, in this order (FRAME-9, HELLO-11), `unsupported_version`, `already_welcomed`,
 * `unauthorized`, `nick_taken`, `unavailable`.
 */
export function hello(world: World, client: Client, request: Hello): Refusal {
  if (request.version !== PROTOCOL_VERSION) {
    client.end('unsupported_version', { ...refOf(request), supported: [PROTOCOL_VERSION] });
    return;
  }
  if (client.isWelcomed) return 'already_welcomed';
  const { authenticate } = world.ports;
  if (authenticate === undefined) return claim(world, client, request);
  client.ask<boolean>(
    (done) => authenticate(request.token, done),
    (isAuthorized) => {
      if (!isAuthorized) client.end('unauthorized', refOf(request));
      else if (!client.isOver) {
        const refusal = claim(world, client, request);
        if (refusal !== undefined) client.refuse(refusal, request);
      }
    },
  );
}

function claim(world: World, client: Client, request: Hello): Refusal {
  if (isReservedNick(request.nick)) return 'nick_taken';
  const { directory, newToken } = world.ports;
  const key = nickKey(request.nick);
  client.token = newToken();
  client.ask<ClaimResult>(
    (done) => directory.claim(key, request.nick, client, request.session, done),
    (result) => {
      if (result === 'taken') client.refuse('nick_taken', request);
      else if (result === 'unavailable') client.refuse('unavailable', request);
      else {
        client.ask<void>(
          (done) => world.departures.after(key, done),
          () => welcome(world, client, key, request),
        );
      }
    },
  );
}

function welcome({ ports, clients }: World, client: Client, key: string, request: Hello): void {
  if (client.isOver) {
    ports.directory.release(key, client);
    return;
  }
  client.isWelcomed = true;
  client.nick = request.nick;
  client.key = key;
  clients.set(client, client);
  client.reply({
    type: 'welcome',
    ...refOf(request),
    version: PROTOCOL_VERSION,
    server: ports.server,
    nick: client.nick,
    session: client.token,
    limits: ports.limits,
    features: [...ports.features],
  });
}
