// A keep-alive HTTP connection of the suite: one request after another, answers read by our own hand.
import { readBody, readHead } from './http-bytes.ts';
import { type Address, TcpLink } from './tcp-link.ts';

/** An HTTP request. */
export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An HTTP answer; header names in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests in order over one connection, opened anew where the server closed it. */
export class HttpConnection {
  readonly #address: Address;
  readonly #signal: AbortSignal;
  #link: TcpLink | undefined;
  #received: Buffer = Buffer.alloc(0);
  #isEnded = false;
  #waiting: PromiseWithResolvers<HttpAnswer> | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(address: Address, signal: AbortSignal) {
    this.#address = address;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.destroy(signal.reason), { once: true });
  }

  /** Sends a request after the earlier ones were answered. Rejects where the server closes without an answer. */
  request(request: HttpRequest): Promise<HttpAnswer> {
    const answer = this.#tail.then(() => this.#exchange(request));
    this.#tail = answer.catch(() => undefined);
    return answer;
  }

  /** Closes; a waiting request is rejected. */
  destroy(reason: unknown = new Error('the HTTP connection was closed')): void {
    this.#link?.destroy();
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }

  async #exchange({ method = 'GET', path, headers, body }: HttpRequest): Promise<HttpAnswer> {
    this.#signal.throwIfAborted();
    if (this.#link === undefined || this.#isEnded) await this.#open();
    const waiting = Promise.withResolvers<HttpAnswer>();
    this.#waiting = waiting;
    const bytes = Buffer.from(body ?? '');
    const all = {
      Host: `${this.#address.host}:${this.#address.port}`,
      ...(body !== undefined && { 'Content-Length': String(bytes.length) }),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#link?.write(
      Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]),
    );
    return waiting.promise;
  }

  async #open(): Promise<void> {
    this.#isEnded = false;
    this.#received = Buffer.alloc(0);
    this.#link = await TcpLink.open(
      this.#address,
      {
        bytes: (chunk) => {
          this.#received = Buffer.concat([this.#received, chunk]);
          this.#read();
        },
        closed: () => {
          this.#isEnded = true;
          this.#read();
          this.#waiting?.reject(new Error('closed without an HTTP answer'));
          this.#waiting = undefined;
        },
      },
      this.#signal,
    );
  }

  #read(): void {
    if (this.#waiting === undefined) return;
    const split = readHead(this.#received);
    const read = split && readBody(split.head, split.rest, this.#isEnded);
    if (split === undefined || read === undefined) return;
    this.#received = read.rest;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting.resolve({ ...split.head, body: read.body.toString() });
  }
}
