// A room as server-sent events: the id of an event is the `seq` of its message, so a browser that comes back says by
// itself since when (HIST-2).
import type { ServerFrame } from '@hubbub/protocol';
import type { HttpVisits } from '@hubbub/server-kit';
import type { FastifyReply } from 'fastify';

/**
 * Joins the room and tells what happens in it until the client goes or is dropped.
 * @throws HubbubError with the code of the error that refused it.
 */
export async function tellEvents(
  { raw, sse }: FastifyReply,
  visits: HttpVisits,
  room: string,
  nick: string | undefined,
): Promise<void> {
  let drained = (): void => {};
  const tell = (data: ServerFrame): void => {
    if (data.type === 'welcome') return; // until it joined it can still be refused with a status
    const id = data.type === 'message' ? { id: `${data.seq}` } : {};
    // One that cannot be sent any more belongs to a client that went: `onClose` hears of it.
    sse.send({ ...id, event: data.type, data }).then(drained, () => {});
  };
  const visitor = await visits.enter(raw.req, nick, {
    get bufferedBytes() {
      return raw.writableLength;
    },
    tell,
    end: () => sse.close(),
  });
  drained = () => visitor.drained();
  sse.onClose(() => visitor.close());
  try {
    const since = sse.lastEventId === null ? {} : { since: Number(sse.lastEventId) };
    await visitor.ask({ type: 'join', room, ...since });
    sse.keepAlive();
  } catch (error) {
    visitor.close();
    throw error;
  }
}
