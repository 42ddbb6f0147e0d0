// say and direct: a text to a room through its log, or to one client (§6).
import { type ClientFrameOf, nickKey, type ServerFrame } from '@hubbub/protocol';
import type { Client } from '../client.ts';
import type { AppendResult, Draft, NickHolder } from '../ports.ts';
import type { Refusal, World } from '../world.ts';

/** Offers the text to the room's log, which alone delivers it; answers `said`, `not_joined`, `unavailable`. */
export function say({ ports }: World, client: Client, request: ClientFrameOf<'say'>): Refusal {
  const { room, text, id } = request;
  if (!client.rooms.has(room)) return 'not_joined';
  const at = ports.now();
  const draft: Draft =
    id === undefined ? { from: client.nick, text, at } : { from: client.nick, text, id, at };
  client.ask<AppendResult>(
    (done) => ports.log.append(room, draft, done),
    (result) => {
      if (result.ok) confirm(client, request.ref, room, result);
      else if (result.code === 'unavailable') client.refuse('unavailable', request);
      else client.end('internal', request.ref === undefined ? {} : { ref: request.ref });
    },
  );
}

/** Sends the text to the one client with this nick; answers `said` or `no_such_nick` (SAY-6). */
export function direct({ ports, clients }: World, client: Client, request: ClientFrameOf<'direct'>): void {
  client.ask<{ holder: NickHolder } | undefined>(
    (done) => ports.directory.find(nickKey(request.to), done),
    (found) => {
      const addressee = found && clients.get(found.holder);
      if (addressee === undefined || addressee.isOver) {
        client.refuse('no_such_nick', request);
        return;
      }
      const { text, id, ref } = request;
      const at = ports.now();
      addressee.outlet.send({
        type: 'direct',
        from: client.nick,
        to: addressee.nick,
        text,
        ...(id !== undefined && { id }),
        at,
      });
      if (ref !== undefined) client.reply({ type: 'said', ref, at });
    },
  );
}

/** `said` goes to those who asked for it with a `ref`, and to nobody else (SAY-4). */
function confirm(
  client: Client,
  ref: string | undefined,
  room: string,
  { seq, at, duplicate }: Extract<AppendResult, { ok: true }>,
): void {
  if (ref === undefined) return;
  const said: ServerFrame = duplicate
    ? { type: 'said', ref, room, seq, at, duplicate: true }
    : { type: 'said', ref, room, seq, at };
  client.reply(said);
}
