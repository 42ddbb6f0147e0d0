// Chat over Fastify: the websocket binding as a route among routes, and the same chat as an HTTP API beside it.
// The routes of the API are in rooms-api.ts; what `ws` asks of a careful user is in packages/ws-connections.
import { fastifySSE } from '@fastify/sse';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import {
  createHttpServer,
  defineServer,
  HttpGuard,
  HttpVisits,
  httpFailure,
  listenOn,
  WEBSOCKET_PATH,
} from '@hubbub/server-kit';
import { serveWebSocket, webSocketOptions } from '@hubbub/ws-connections';
import createFastify from 'fastify';
import fastifyPackage from 'fastify/package.json' with { type: 'json' };
import { roomsApi } from './rooms-api.ts';

/** The Fastify server: `batched` writes a tick's frames at once, `each` calls `ws.send` for a message at a time. */
export const server = defineServer({
  name: 'fastify',
  framework: `fastify ${fastifyPackage.version}`,
  bindings: ['websocket'],
  fanout: ['batched', 'each'],
  tls: true,
  async listen(kit) {
    const http = createHttpServer(kit);
    const guard = new HttpGuard(kit, http);
    const app = createFastify({
      serverFactory: (handler) => http.on('request', handler), // the guard counts from the accept (CAP-1)
      forceCloseConnections: true,
      bodyLimit: kit.limits.maxFrameBytes,
    }).withTypeProvider<TypeBoxTypeProvider>();
    app.setErrorHandler((error, _, reply) => {
      const { status, headers, body } = httpFailure(error);
      return reply.code(status).headers(headers).send(body);
    });
    await app.register(websocket, {
      options: webSocketOptions(kit),
      errorHandler() {}, // the plugin's own would cut the socket off before its close frame
    });
    await app.register(fastifySSE, { heartbeatInterval: 0 }); // the server's `ping` is the heartbeat (LIVE-1)
    await app.register(swagger, { openapi: { info: { title: 'Hubbub', version: '1' } } });
    app.addHook('onRequest', async ({ raw, ws }, reply) => {
      const refusal = ws ? guard.upgradeRefusal(raw) : guard.fullRefusal(raw);
      if (refusal === undefined) return;
      return reply.code(refusal.status).headers(refusal.headers).header('connection', 'close').send();
    });
    app.route({
      method: 'GET',
      url: WEBSOCKET_PATH,
      schema: { hide: true },
      handler: (_, reply) => reply.code(426).header('upgrade', 'websocket').send(),
      wsHandler: (ws, { raw }) => serveWebSocket(ws, raw.socket, guard.placeOf(raw), kit),
    });
    await app.register(roomsApi, { visits: new HttpVisits(guard) });
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    await app.ready();
    const { authority } = await listenOn(http, kit.host, kit.port);
    return {
      endpoints: [kit.endpoint('websocket', authority)],
      stopAccepting: () => http.close(),
      close: () => app.close(),
    };
  },
});
