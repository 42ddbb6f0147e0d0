// The chat as an HTTP API. Each request is a visitor: a client that comes, asks, and goes, or one that stays for the
// events. So what the protocol says of clients holds here too, and nothing is read past it.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ServerFrames } from '@hubbub/protocol';
import type { HttpVisits } from '@hubbub/server-kit';
import Type from 'typebox';
import { tellEvents } from './events.ts';

const { rooms, members, history, said } = ServerFrames;
const params = Type.Object({ room: Type.String() });
const After = Type.Object({ after: Type.Optional(Type.String()) });
const Page = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
});
const Draft = Type.Object({ nick: Type.String(), text: Type.String(), id: Type.Optional(Type.String()) });
const Listener = Type.Object({ nick: Type.Optional(Type.String()) });

/** The routes, as a plugin. */
export const roomsApi: FastifyPluginAsyncTypebox<{ visits: HttpVisits }> = async (app, { visits }) => {
  app.get('/rooms', { schema: { querystring: After, response: { 200: rooms } } }, ({ raw, query }) =>
    visits.visit(raw, undefined, (visitor) => visitor.ask({ type: 'rooms', ...query })),
  );

  const ofMembers = { schema: { params, querystring: After, response: { 200: members } } };
  app.get('/rooms/:room/members', ofMembers, ({ raw, params, query }) =>
    visits.visit(raw, undefined, (visitor) => visitor.ask({ type: 'who', ...params, ...query })),
  );

  const ofHistory = { schema: { params, querystring: Page, response: { 200: history } } };
  app.get('/rooms/:room/history', ofHistory, ({ raw, params, query }) =>
    visits.visit(raw, undefined, async (visitor) => {
      await visitor.ask({ type: 'join', ...params }); // history is for members (HIST-3)
      return visitor.ask({ type: 'history', ...params, ...query });
    }),
  );

  const ofMessages = { schema: { params, body: Draft, response: { 201: said } } };
  app.post('/rooms/:room/messages', ofMessages, async ({ raw, params, body: { nick, ...draft } }, reply) => {
    const answer = await visits.visit(raw, nick, async (visitor) => {
      await visitor.ask({ type: 'join', ...params });
      return visitor.ask({ type: 'say', ...params, ...draft });
    });
    return reply.code(201).send(answer);
  });

  const ofEvents = { sse: 'only', schema: { params, querystring: Listener } } as const;
  app.get('/rooms/:room/events', ofEvents, ({ params, query }, reply) =>
    tellEvents(reply, visits, params.room, query.nick),
  );
};
