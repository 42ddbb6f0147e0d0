// Broken servers that the tables of WS must catch: forms of length, masks, control frames and what comes after a close.
import { WS_OPCODE } from '../peers/websocket-bytes.ts';
import { defineMutant, type Mutant, type MutantHooks } from './mutant.ts';

const ws = (mutant: Omit<Mutant, 'bindings'>): Mutant => defineMutant({ ...mutant, bindings: ['websocket'] });
const hooks = (made: MutantHooks) => () => () => made;
const { text, binary, close, continuation, ping, pong } = WS_OPCODE;
const lengthOf = (payload: Uint8Array | string | undefined): number => Buffer.from(payload ?? '').length;

/** The mutants of the tables of WS. */
export const webSocketTableMutants: readonly Mutant[] = [
  ws({
    id: 'mends-the-end-of-a-message',
    title: 'replaces a character that is not complete where a message ends',
    clause: 'WS-2',
    kills: ['WS-2.6'],
    fault: hooks({
      clientWebSocketFrame(frame) {
        const isEnd = (frame.opcode === text || frame.opcode === continuation) && frame.fin !== false;
        const bytes = Buffer.from(frame.payload ?? '');
        return isEnd && (bytes.at(-1) ?? 0) >= 0x80 ? { ...frame, payload: bytes.toString() } : frame;
      },
    }),
  }),
  ws({
    id: 'passes-over-empty-binary-messages',
    title: 'passes over binary messages with nothing in them',
    clause: 'WS-2',
    kills: ['WS-2.7'],
    fault: hooks({
      clientWebSocketFrame: (frame) =>
        frame.opcode === binary && lengthOf(frame.payload) === 0 ? undefined : frame,
    }),
  }),
  ws({
    id: 'passes-over-empty-messages',
    title: 'passes over messages with nothing in them, as over empty lines',
    clause: 'WS-2',
    kills: ['WS-2.8'],
    fault: hooks({
      clientWebSocketFrame: (frame) =>
        frame.opcode === text && frame.fin !== false && lengthOf(frame.payload) === 0 ? undefined : frame,
    }),
  }),
  ws({
    id: 'waits-for-gigabytes',
    title: 'waits for the whole of a message of gigabytes',
    clause: 'WS-2',
    kills: ['WS-2.9'],
    fault: () => () => {
      let isWaiting = false;
      return {
        clientBytes(bytes) {
          isWaiting ||= bytes.length > 10 && bytes[0] === 0x81 && bytes[1] === 0xff;
          return isWaiting ? undefined : bytes;
        },
      };
    },
  }),
  ws({
    id: 'misreads-the-second-form-of-length',
    title: 'loses messages of 126 and 127 bytes',
    clause: 'WS-6',
    kills: ['WS-6.13'],
    fault: hooks({
      clientWebSocketFrame: (frame) => ([126, 127].includes(lengthOf(frame.payload)) ? undefined : frame),
    }),
  }),
  ws({
    id: 'knows-no-third-form-of-length',
    title: 'loses messages of 65 536 bytes and more',
    clause: 'WS-6',
    kills: ['WS-6.14'],
    fault: hooks({
      clientWebSocketFrame: (frame) => (lengthOf(frame.payload) > 65_535 ? undefined : frame),
    }),
  }),
  ws({
    id: 'answers-the-first-ping-frame-alone',
    title: 'answers the first of several ping frames and forgets the others',
    clause: 'WS-6',
    kills: ['WS-6.15', 'WS-6.10'],
    fault: () => () => {
      let pongs = 0;
      return {
        serverWebSocketFrame: (frame) => (frame.opcode === pong && ++pongs > 1 ? undefined : frame),
      };
    },
  }),
  ws({
    id: 'closes-at-unasked-pong-frames',
    title: 'closes at a pong frame that it did not ask for',
    clause: 'WS-6',
    kills: ['WS-6.16'],
    fault: () => (connection) => ({
      clientWebSocketFrame(frame) {
        if (frame.opcode === pong) connection.close(1002);
        return frame;
      },
    }),
  }),
  ws({
    id: 'refuses-zero-masks',
    title: 'does not take a mask of zeros',
    clause: 'WS-6',
    kills: ['WS-6.20'],
    fault: hooks({
      clientBytes: (bytes) =>
        bytes[0] === 0x81 && bytes.length > 6 && bytes.readUInt32BE(2) === 0 ? undefined : bytes,
    }),
  }),
  ws({
    id: 'bears-few-fragments',
    title: 'gives up a message of more than sixteen fragments',
    clause: 'WS-6',
    kills: ['WS-6.21'],
    fault: () => (connection) => {
      let fragments = 0;
      return {
        clientWebSocketFrame(frame) {
          if (frame.opcode === text) fragments = 0;
          else if (frame.opcode === continuation && ++fragments > 16) connection.close(1009);
          return frame;
        },
      };
    },
  }),
  ws({
    id: 'reads-on-after-a-close',
    title: 'reads the message after a close frame before it closes',
    clause: 'WS-6',
    kills: ['WS-6.22'],
    fault: () => (connection) => {
      let isClosing = false;
      return {
        clientWebSocketFrame(frame) {
          if (frame.opcode === close) {
            isClosing = true;
            setTimeout(() => connection.close(1000), 50).unref();
            return undefined;
          }
          return isClosing && frame.opcode === ping ? undefined : frame;
        },
      };
    },
  }),
  ws({
    id: 'leaves-empty-closes-unanswered',
    title: 'does not answer a close frame without a code',
    clause: 'WS-6',
    kills: ['WS-6.23'],
    fault: hooks({
      clientWebSocketFrame: (frame) =>
        frame.opcode === close && lengthOf(frame.payload) === 0 ? undefined : frame,
    }),
  }),
  ws({
    id: 'upgrades-whatever-comes',
    title: 'does not look at the key and the version of an upgrade',
    clause: 'WS-6',
    kills: ['WS-6.26'],
    fault: hooks({
      requestHead(head) {
        if (!/^upgrade: *websocket/im.test(head)) return head;
        const rest = head.replace(/^sec-websocket-(key|version):.*\r\n/gim, (line) =>
          /^sec-websocket-key: *\S{24}\r/i.test(line) ? line : '',
        );
        const key = /^sec-websocket-key:/im.test(rest)
          ? ''
          : 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
        return rest.replace(/\r\n\r\n$/, `\r\nSec-WebSocket-Version: 13\r\n${key}\r\n`);
      },
    }),
  }),
];
