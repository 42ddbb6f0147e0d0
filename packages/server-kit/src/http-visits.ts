// HTTP requests as visitors of the chat: each takes the place of its connection, or a new one where an earlier request
// used that up, and says hello with its bearer token.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HttpGuard } from './http-guard.ts';
import { type Audience, Visitor } from './visitor.ts';

/** Visits over one `node:http` server. */
export class HttpVisits {
  readonly #guard: HttpGuard;

  constructor(guard: HttpGuard) {
    this.#guard = guard;
  }

  /**
   * Visits for as long as `use` takes. Without a nick it has one that nobody else has.
   * @throws HubbubError with the code of the error that refused it, or as `use`.
   */
  async visit<T>(
    request: IncomingMessage,
    nick: string | undefined,
    use: (visitor: Visitor) => Promise<T>,
  ): Promise<T> {
    const visitor = await this.enter(request, nick);
    try {
      return await use(visitor);
    } finally {
      visitor.ask({ type: 'bye' }).catch(() => {}); // peers see that it left
    }
  }

  /**
   * Visits until somebody closes the visitor.
   * @throws HubbubError with the code of the error that refused it.
   */
  async enter(
    request: IncomingMessage,
    nick = `http-${randomBytes(6).toString('hex')}`,
    audience?: Audience,
  ): Promise<Visitor> {
    const remoteAddress = request.socket.remoteAddress ?? 'gone';
    const place = this.#guard.claimPlace(request, { remoteAddress, abort: () => request.destroy() });
    const visitor = new Visitor(place, remoteAddress, audience);
    try {
      await visitor.hello(nick, /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]);
      return visitor;
    } catch (error) {
      visitor.close();
      throw error;
    }
  }
}
