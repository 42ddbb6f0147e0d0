// Chat as a NestJS application: components that are found and given to each other by the framework (§2 websocket).
// Here they are put together; what happens to a client is in gateway.ts, how it comes in is in adapter.ts.
import { defineServer, HttpGuard, type Kit, type Log, listenOn } from '@hubbub/server-kit';
import { type DynamicModule, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import nestPackage from '@nestjs/core/package.json' with { type: 'json' };
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ChatAdapter } from './adapter.ts';
import { ChatGateway, KIT } from './gateway.ts';

/** The Nest server: `batched` writes a tick's frames at once, `each` calls `ws.send` for a message at a time. */
export const server = defineServer({
  name: 'nest',
  framework: `NestJS ${nestPackage.version}`,
  bindings: ['websocket'],
  fanout: ['batched', 'each'],
  tls: true,
  async listen(kit) {
    const app = await NestFactory.create<NestExpressApplication>(ChatModule.around(kit), {
      logger: loggerOf(kit.log),
      abortOnError: false, // otherwise Nest ends the process by itself
      ...(kit.tls && { httpsOptions: kit.tls }),
    });
    const http = app.getHttpServer();
    const guard = new HttpGuard(kit, http);
    app.use(guard.answer);
    app.useWebSocketAdapter(new ChatAdapter(http, kit, guard));
    await app.init();
    const { authority } = await listenOn(http, kit.host, kit.port);
    return {
      endpoints: [kit.endpoint('websocket', authority)],
      stopAccepting: () => http.close(),
      close() {
        http.closeAllConnections();
        return app.close();
      },
    };
  },
});

/** The one module of the application. */
@Module({})
class ChatModule {
  /** The module for one server, with the kit as a provider. */
  static around(kit: Kit): DynamicModule {
    return { module: ChatModule, providers: [{ provide: KIT, useValue: kit }, ChatGateway] };
  }
}

/** Nest tells how it starts, line by line: here that is for debugging, and on stderr. */
function loggerOf(log: Log): LoggerService {
  return {
    log: (message, context) => log.debug({ context }, String(message)),
    warn: (message, context) => log.warn({ context }, String(message)),
    error: (message, stack) => log.error({ stack }, String(message)),
  };
}
