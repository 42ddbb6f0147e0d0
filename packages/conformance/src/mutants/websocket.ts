// Broken servers that the cases of WS must catch: the upgrade, and what is done with frames.
import { WebSocketFrameReader, WS_OPCODE } from '../peers/websocket-bytes.ts';
import { defineMutant, type Mutant, type MutantConnection, type MutantHooks } from './mutant.ts';

const ws = (mutant: Omit<Mutant, 'bindings'>): Mutant => defineMutant({ ...mutant, bindings: ['websocket'] });
const hooks = (made: MutantHooks) => () => () => made;

/** Answers the upgrade itself where `isRefused` says so of its head. */
const refusing =
  (status: string, isRefused: (head: string) => boolean) =>
  () =>
  (connection: MutantConnection): MutantHooks => ({
    requestHead(head) {
      if (!isRefused(head)) return head;
      connection.bytesToClient(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      connection.close();
      return undefined;
    },
  });

const { text, binary, close, continuation, ping, pong } = WS_OPCODE;
const isControl = (opcode: number): boolean => opcode >= close;

/** The mutants of WS. */
export const websocketMutants: readonly Mutant[] = [
  ws({
    id: 'chooses-no-subprotocol',
    title: 'chooses none of the subprotocols that are offered',
    clause: 'WS-1',
    kills: ['WS-1.1'],
    fault: hooks({ responseHead: (head) => head.replace(/^sec-websocket-protocol:.*\r\n/im, '') }),
  }),
  ws({
    id: 'takes-any-subprotocol',
    title: 'accepts a client whatever subprotocols it offers',
    clause: 'WS-1',
    kills: ['WS-1.2'],
    fault: hooks({
      requestHead: (head) => head.replace(/^(sec-websocket-protocol:).*\r\n/im, '$1 hubbub.v1\r\n'),
    }),
  }),
  ws({
    id: 'demands-a-subprotocol',
    title: 'refuses a client that offers no subprotocol',
    clause: 'WS-1',
    kills: ['WS-1.3'],
    fault: refusing('400 Bad Request', (head) => !/^sec-websocket-protocol:/im.test(head)),
  }),
  ws({
    id: 'serves-every-path',
    title: 'accepts an upgrade of any path',
    clause: 'WS-3',
    kills: ['WS-3.1', 'WS-3.3'],
    fault: hooks({ requestHead: (head) => head.replace(/^GET \S+/, 'GET /hubbub') }),
  }),
  ws({
    id: 'greets-plain-requests',
    title: 'answers a plain GET with 200',
    clause: 'WS-3',
    kills: ['WS-3.2'],
    fault: hooks({ responseHead: (head) => head.replace(/^HTTP\/1\.1 426 .*/, 'HTTP/1.1 200 OK') }),
  }),
  ws({
    id: 'knows-no-404',
    title: 'answers other paths with 426 like its own',
    clause: 'WS-3',
    kills: ['WS-3.1', 'WS-3.3'],
    fault: hooks({
      responseHead: (head) => head.replace(/^HTTP\/1\.1 404 .*/, 'HTTP/1.1 426 Upgrade Required'),
    }),
  }),
  ws({
    id: 'ignores-origins',
    title: 'does not look at the origin',
    clause: 'WS-4',
    kills: ['WS-4.1', 'WS-4.2'],
    fault: hooks({ requestHead: (head) => head.replace(/^origin:.*\r\n/im, '') }),
  }),
  ws({
    id: 'demands-an-origin',
    title: 'refuses a client that states no origin',
    clause: 'WS-4',
    kills: ['WS-4.2'],
    fault: refusing('403 Forbidden', (head) => !/^origin:/im.test(head)),
  }),
  ws({
    id: 'refuses-every-origin',
    title: 'refuses every client that states an origin',
    clause: 'WS-4',
    kills: ['WS-4.2', 'WS-4.3'],
    fault: refusing('403 Forbidden', (head) => /^origin:/im.test(head)),
  }),
  ws({
    id: 'reads-binary-messages',
    title: 'reads a binary message as if it were text',
    clause: 'WS-2',
    kills: ['WS-2.1'],
    fault: hooks({
      clientWebSocketFrame: (frame) => (frame.opcode === binary ? { ...frame, opcode: text } : frame),
    }),
  }),
  ws({
    id: 'closes-with-1000',
    title: 'closes with 1000 whatever the reason',
    clause: 'WS-2',
    kills: ['WS-2.1', 'WS-2.2', 'WS-2.3', 'WS-2.4', 'WS-2.5', 'WS-6.3', 'WS-6.6'],
    fault: hooks({ closeCode: () => 1000 }),
  }),
  ws({
    id: 'closes-without-a-word',
    title: 'closes without the error frame that says why',
    clause: 'WS-5',
    kills: ['WS-5.1'],
    fault: hooks({
      fromServer: (frame) => (frame.type === 'error' && frame.fatal === true ? undefined : frame),
    }),
  }),
  ws({
    id: 'takes-fragments-for-messages',
    title: 'takes each fragment for a message',
    clause: 'WS-6',
    kills: ['WS-6.1', 'WS-6.2'],
    fault: hooks({
      clientWebSocketFrame(frame) {
        if (isControl(frame.opcode)) return frame;
        if (frame.fin && frame.opcode !== continuation) return frame;
        return { ...frame, fin: true, opcode: text };
      },
    }),
  }),
  ws({
    id: 'answers-no-ping-frames',
    title: 'leaves WebSocket ping frames unanswered',
    clause: 'WS-6',
    kills: ['WS-6.2', 'WS-6.10'],
    fault: hooks({ serverWebSocketFrame: (frame) => (frame.opcode === pong ? undefined : frame) }),
  }),
  ws({
    id: 'answers-pings-with-nothing-in-them',
    title: 'answers a WebSocket ping frame with an empty pong frame',
    clause: 'WS-6',
    kills: ['WS-6.10'],
    fault: hooks({
      serverWebSocketFrame: (frame) => (frame.opcode === pong ? { ...frame, payload: '' } : frame),
    }),
  }),
  ws({
    id: 'takes-unmasked-frames',
    title: 'takes frames from clients that are not masked',
    clause: 'WS-6',
    kills: ['WS-6.3', 'WS-6.19'],
    fault: hooks({ clientWebSocketFrame: (frame) => (frame.masked ? frame : { ...frame }) }),
  }),
  ws({
    id: 'ignores-reserved-opcodes',
    title: 'passes over frames with a reserved opcode',
    clause: 'WS-6',
    kills: ['WS-6.4', 'WS-6.18'],
    fault: hooks({
      clientWebSocketFrame: (frame) =>
        (frame.opcode > binary && frame.opcode < close) || frame.opcode > pong ? undefined : frame,
    }),
  }),
  ws({
    id: 'ignores-reserved-bits',
    title: 'does not look at the reserved bits',
    clause: 'WS-6',
    kills: ['WS-6.5', 'WS-6.17'],
    fault: hooks({ clientWebSocketFrame: (frame) => (frame.rsv === 0 ? frame : { ...frame, rsv: 0 }) }),
  }),
  ws({
    id: 'takes-stray-continuations',
    title: 'takes a continuation that continues nothing for a message',
    clause: 'WS-6',
    kills: ['WS-6.6'],
    fault: () => () => {
      let isOpen = false;
      return {
        clientWebSocketFrame(frame) {
          if (isControl(frame.opcode)) return frame;
          const isStray = frame.opcode === continuation && !isOpen;
          isOpen = frame.fin === false;
          return isStray ? { ...frame, opcode: text } : frame;
        },
      };
    },
  }),
  ws({
    id: 'takes-broken-control-frames',
    title: 'passes over control frames that are fragmented, too long or malformed',
    clause: 'WS-6',
    kills: ['WS-6.7'],
    fault: hooks({
      clientWebSocketFrame(frame) {
        const { length } = Buffer.from(frame.payload ?? '');
        const isBroken = frame.fin === false || length > 125 || (frame.opcode === close && length === 1);
        return isControl(frame.opcode) && isBroken ? undefined : frame;
      },
    }),
  }),
  ws({
    id: 'takes-any-close-code',
    title: 'takes a close frame whatever its code',
    clause: 'WS-6',
    kills: ['WS-6.8', 'WS-6.24'],
    fault: hooks({
      clientWebSocketFrame: (frame) =>
        frame.opcode === close ? { ...frame, payload: Buffer.from([0x03, 0xe8]) } : frame,
    }),
  }),
  ws({
    id: 'ignores-closes',
    title: 'does not answer a client’s close',
    clause: 'WS-6',
    kills: ['WS-6.9'],
    fault: hooks({ clientWebSocketFrame: (frame) => (frame.opcode === close ? undefined : frame) }),
  }),
  ws({
    id: 'needs-whole-headers',
    title: 'forgets a read that holds less than a frame’s header',
    clause: 'WS-6',
    kills: ['WS-6.11', 'WS-6.25'],
    fault: hooks({ clientBytes: (bytes) => (bytes.length < 6 ? undefined : bytes) }),
  }),
  ws({
    id: 'takes-one-message-a-read',
    title: 'takes the first message of a read and forgets the rest',
    clause: 'WS-6',
    kills: ['WS-6.12'],
    fault: hooks({
      clientBytes(bytes) {
        const frames = new WebSocketFrameReader().push(bytes);
        return frames.length > 1 && frames.every(({ masked }) => masked) ? frames[0]?.raw : bytes;
      },
    }),
  }),
  ws({
    id: 'takes-protocol-pings-for-nothing',
    title: 'drops WebSocket ping frames that come while a message is unfinished',
    clause: 'WS-6',
    kills: ['WS-6.2'],
    fault: () => () => {
      let isOpen = false;
      return {
        clientWebSocketFrame(frame) {
          if (frame.opcode === ping && isOpen) return undefined;
          if (!isControl(frame.opcode)) isOpen = frame.fin === false;
          return frame;
        },
      };
    },
  }),
];
