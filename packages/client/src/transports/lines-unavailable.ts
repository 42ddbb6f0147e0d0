// What stands for the lines binding where there is no node:net: in a browser.
import { HubbubError } from '@hubbub/protocol';
import type { OpenTransport } from './transport.ts';

/** Refuses every URL. @throws HubbubError `argument_invalid`. */
export const openLines: OpenTransport = () => {
  throw new HubbubError('argument_invalid', 'tcp:// and tls:// need Node; use ws:// or http:// here');
};
