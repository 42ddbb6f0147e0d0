// Broken servers that the cases of FRAME-5, 6 and 8 must catch: sizes and bytes that are no text.
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';

/** What a good server does at a frame that is too large. */
function refuseLarge(connection: MutantConnection): undefined {
  connection.toClient({
    type: 'error',
    code: 'frame_too_large',
    message: 'the frame is too large',
    fatal: true,
  });
  connection.close(1009);
  return undefined;
}

/** The limit that the client was told. */
const statedIn = (frame: MutableFrame): number => (frame.limits as { maxFrameBytes: number }).maxFrameBytes;

/** The mutants of FRAME-5, 6 and 8. */
export const frameSizeMutants: readonly Mutant[] = [
  defineMutant({
    id: 'frame-limit-one-less',
    title: 'refuses a frame of exactly maxFrameBytes',
    clause: 'FRAME-5',
    kills: ['FRAME-5.1', 'LINE-1.4'],
    asks: ({ maxFrameBytes }) => ({ maxFrameBytes: maxFrameBytes - 1 }),
  }),
  defineMutant({
    id: 'frame-limit-one-more',
    title: 'accepts a frame of one byte more than maxFrameBytes',
    clause: 'FRAME-5',
    kills: ['FRAME-5.2', 'FRAME-5.3'],
    asks: ({ maxFrameBytes }) => ({ maxFrameBytes: maxFrameBytes + 1 }),
  }),
  defineMutant({
    id: 'frame-limit-in-characters',
    title: 'counts characters against maxFrameBytes',
    clause: 'FRAME-5',
    kills: ['FRAME-5.3'],
    asks: ({ maxFrameBytes }) => ({ maxFrameBytes: 4 * maxFrameBytes }),
    fault: () => (connection) => {
      let limit = Number.POSITIVE_INFINITY;
      return {
        fromServer(frame) {
          if (frame.type === 'welcome') limit = statedIn(frame);
          return frame;
        },
        fromClient: (frame) => (JSON.stringify(frame).length > limit ? refuseLarge(connection) : frame),
      };
    },
  }),
  defineMutant({
    id: 'waits-for-the-end-of-a-frame',
    title: 'looks at the size of a frame only when it is complete',
    clause: 'FRAME-5',
    kills: ['FRAME-5.4', 'FRAME-5.5', 'WS-2.4', 'WS-2.5'],
    bindings: ['lines', 'websocket'],
    asks: ({ maxFrameBytes }) => ({ maxFrameBytes: 100 * maxFrameBytes }),
  }),
  defineMutant({
    id: 'drops-the-whole-read',
    title: 'forgets the frames before one that is too large when they come in one read',
    clause: 'FRAME-5',
    kills: ['FRAME-5.6'],
    fault: () => (connection) => {
      let limit = Number.POSITIVE_INFINITY;
      return {
        fromServer(frame) {
          if (frame.type === 'welcome') limit = statedIn(frame);
          return frame;
        },
        clientBytes: (bytes) => (bytes.length > limit ? refuseLarge(connection) : bytes),
      };
    },
  }),
  defineMutant({
    id: 'repairs-utf8',
    title: 'replaces bytes that are not UTF-8 instead of closing',
    clause: 'FRAME-6',
    kills: ['FRAME-6.1', 'FRAME-6.2', 'FRAME-6.4', 'WS-2.2'],
    fault: () => () => ({
      // Reading the bytes as text has replaced them already; a copy is encoded anew.
      fromClient: (frame) => (JSON.stringify(frame).includes('\ufffd') ? { ...frame } : frame),
      clientWebSocketFrame(frame) {
        const text = frame.opcode === 1 ? Buffer.from(frame.payload ?? '').toString() : '';
        return text.includes('\ufffd') ? { ...frame, payload: text } : frame;
      },
    }),
  }),
  defineMutant({
    id: 'loses-long-messages',
    title: 'does not deliver a message whose JSON is long',
    clause: 'FRAME-8',
    kills: ['FRAME-8.1'],
    fault: () => () => ({
      fromServer: (frame) =>
        frame.type === 'message' && JSON.stringify(frame).length > 3_000 ? undefined : frame,
    }),
  }),
  defineMutant({
    id: 'starts-with-any-limits',
    title: 'starts with a maxFrameBytes that cannot hold the longest text',
    clause: 'FRAME-8',
    kills: ['FRAME-8.2'],
    asks: ({ maxFrameBytes, maxTextBytes }) => ({
      maxFrameBytes: Math.max(maxFrameBytes, 6 * maxTextBytes + 1_152),
    }),
  }),
];
