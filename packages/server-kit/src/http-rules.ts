// What HTTP answers before there is a WebSocket: WS-1, WS-3, WS-4 and CAP-1 as a table of refusals. It knows no
// request type, so that a server that is not over node:http keeps the same rules.
import type { Kit, Place } from './contract.ts';

/** The path of the websocket binding (§2). */
export const WEBSOCKET_PATH = '/hubbub';
/** The subprotocol of the websocket binding (§2). */
export const WEBSOCKET_SUBPROTOCOL = 'hubbub.v1';

/** A refusal in HTTP. */
export interface HttpRefusal {
  readonly status: 400 | 403 | 404 | 426 | 503;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the rules look at in a request for an upgrade. */
export interface UpgradeRequest {
  /** Without the query. */
  readonly path: string;
  readonly origin: string | undefined;
  /** The header `Sec-WebSocket-Protocol` as it came. */
  readonly protocols: string | undefined;
}

/** The rules for one server's configuration. */
export class HttpRules {
  readonly #origins: readonly string[] | undefined;
  readonly #full: HttpRefusal;

  constructor({ limits, origins }: Pick<Kit, 'limits' | 'origins'>) {
    this.#origins = origins;
    const seconds = Math.ceil(limits.retryAfterMs / 1_000);
    this.#full = { status: 503, headers: { 'retry-after': String(seconds) } };
  }

  /** The refusal of whoever got no place (CAP-1). */
  full({ refused }: Place): HttpRefusal | undefined {
    return refused && this.#full;
  }

  /** Why an upgrade to the websocket binding is refused, if it is (CAP-1, WS-1, WS-3, WS-4). */
  upgrade(place: Place, { path, origin, protocols }: UpgradeRequest): HttpRefusal | undefined {
    if (place.refused) return this.#full;
    if (path !== WEBSOCKET_PATH) return { status: 404, headers: {} };
    if (!this.allowsOrigin(origin)) return { status: 403, headers: {} };
    const isKnown = protocols?.split(',').some((name) => name.trim() === WEBSOCKET_SUBPROTOCOL) ?? true;
    return isKnown ? undefined : { status: 400, headers: {} };
  }

  /** The answer to a plain request: 503 where there is no place, 426 on the binding's path, 404 elsewhere (WS-3). */
  plain(place: Place, path: string): HttpRefusal {
    if (place.refused) return this.#full;
    if (path === WEBSOCKET_PATH) return { status: 426, headers: { upgrade: 'websocket' } };
    return { status: 404, headers: {} };
  }

  /** Whether this `Origin` may connect; none is no browser's (WS-4). */
  allowsOrigin(origin: string | undefined): boolean {
    return origin === undefined || this.#origins === undefined || this.#origins.includes(origin);
  }
}
