// From a URL's scheme to its binding. Each binding is loaded when it is first used, so that a bundle for one of them
// need not carry the others; `#lines` stands for node:net where there is one and for a refusal elsewhere (package.json).
import { HubbubError } from '@hubbub/protocol';
import type { OpenTransport } from './transport.ts';

/**
 * The transport for a URL: `ws:` and `wss:` are the websocket binding, `http:` and `https:` Socket.IO, `tcp:` and `tls:`
 * lines, which only Node has.
 * @throws HubbubError `argument_invalid` for another scheme, or for lines outside Node.
 */
export async function loadTransport(url: URL): Promise<OpenTransport> {
  switch (url.protocol) {
    case 'ws:':
    case 'wss:':
      return (await import('./websocket.ts')).openWebSocket;
    case 'http:':
    case 'https:':
      return (await import('./socket-io.ts')).openSocketIo;
    case 'tcp:':
    case 'tls:':
      return (await import('#lines')).openLines;
    default:
      throw new HubbubError(
        'argument_invalid',
        `a URL starts with ws, wss, http, https, tcp or tls, not "${url.protocol}"`,
      );
  }
}
