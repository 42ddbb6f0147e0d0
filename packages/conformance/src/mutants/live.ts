// Mutants that break the section LIVE: data, each one fault.
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';
import { defineMutant, type Mutant } from './mutant.ts';
import { altered, misread, refuse } from './refusal.ts';

/** The mutants of LIVE. */
export const liveMutants: readonly Mutant[] = [
  defineMutant({
    id: 'no-heartbeat',
    title: 'never pings',
    clause: 'LIVE-1',
    kills: ['LIVE-1.1', 'LIVE-2.1'],
    fault: altered('ping', () => undefined),
  }),
  defineMutant({
    id: 'heartbeat-early',
    title: 'pings at half of heartbeatMs',
    clause: 'LIVE-1',
    kills: ['LIVE-1.1', 'LIVE-1.3'],
    asks: ({ heartbeatMs }) => ({ heartbeatMs: Math.ceil(heartbeatMs / 2) }),
  }),
  defineMutant({
    id: 'never-idle',
    title: 'keeps silent clients for ever',
    clause: 'LIVE-1',
    kills: ['LIVE-1.2'],
    asks: () => ({ idleTimeoutMs: 3_600_000 }),
  }),
  defineMutant({
    id: 'idle-early',
    title: 'drops silent clients at two thirds of idleTimeoutMs',
    clause: 'LIVE-1',
    kills: ['LIVE-1.2'],
    asks: ({ idleTimeoutMs }) => ({ idleTimeoutMs: Math.ceil((idleTimeoutMs * 2) / 3) }),
  }),
  defineMutant({
    id: 'timeout-told-as-disconnect',
    title: 'tells of an idle drop with reason disconnected',
    clause: 'LIVE-1',
    kills: ['LIVE-1.2'],
    fault: altered('member_left', (frame) =>
      frame.reason === 'timeout' ? { ...frame, reason: 'disconnected' } : frame,
    ),
  }),
  defineMutant({
    id: 'pong-is-no-life',
    title: 'does not count a pong as life',
    clause: 'LIVE-2',
    kills: ['LIVE-2.1'],
    fault: misread('pong', () => undefined),
  }),
  defineMutant({
    id: 'refused-is-no-life',
    title: 'does not count a refused frame as life',
    clause: 'LIVE-2',
    kills: ['LIVE-2.2'],
    fault: () => (connection) => ({
      fromClient: (frame) => (frame.type === 'leave' ? refuse(connection, frame, 'not_joined') : frame),
    }),
  }),
  defineMutant({
    id: 'pong-answered',
    title: 'answers a client’s pong with unknown_type',
    clause: 'LIVE-2',
    kills: ['LIVE-2.3'],
    fault: () => (connection) => ({
      fromClient: (frame) => (frame.type === 'pong' ? refuse(connection, frame, 'unknown_type') : frame),
    }),
  }),
  defineMutant({
    id: 'pong-data-as-string',
    title: 'gives ping data back as a string',
    clause: 'LIVE-2',
    kills: ['LIVE-2.4', 'HELLO-1.2'],
    fault: altered('pong', (frame) =>
      frame.data === undefined ? frame : { ...frame, data: String(frame.data) },
    ),
  }),
  defineMutant({
    id: 'ping-data-unbounded',
    title: 'accepts ping data of any size',
    clause: 'LIVE-2',
    kills: ['LIVE-2.5'],
    fault: () => () => ({
      fromServer: (frame) =>
        frame.code === 'invalid_field' && frame.field === 'data' ? { type: 'pong', ref: frame.ref } : frame,
    }),
  }),
  defineMutant({
    id: 'answers-pongs',
    title: 'answers a pong with a pong',
    clause: 'LIVE-3',
    kills: ['LIVE-3.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (frame.type === 'pong') connection.toClient(frame);
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'pings-once',
    title: 'pings a client once and no more',
    clause: 'LIVE-1',
    kills: ['LIVE-1.3'],
    fault: () => () => {
      let pings = 0;
      return { fromServer: (frame) => (frame.type === 'ping' && ++pings > 1 ? undefined : frame) };
    },
  }),
  defineMutant({
    id: 'control-frames-are-no-life',
    title: 'does not count WebSocket control frames as life',
    clause: 'LIVE-2',
    kills: ['LIVE-2.6'],
    bindings: ['websocket'],
    fault: () => (connection) => ({
      clientWebSocketFrame(frame) {
        if (frame.opcode !== WS_OPCODE.ping) return frame;
        connection.bytesToClient(webSocketFrame({ ...frame, opcode: WS_OPCODE.pong, masked: false }));
        return undefined;
      },
    }),
  }),
  defineMutant({
    id: 'bad-frames-are-no-life',
    title: 'does not count frames that it cannot read, and refused ones, as life',
    clause: 'LIVE-2',
    kills: ['LIVE-2.7'],
    bindings: ['lines'],
    fault: () => (connection) => ({
      fromClient: (frame) => (frame.type === 'leave' ? refuse(connection, frame, 'not_joined') : frame),
      clientBytes(bytes) {
        if (!bytes.includes('no frame')) return bytes;
        connection.toClient({ type: 'error', code: 'bad_frame', message: 'no frame', fatal: false });
        return undefined;
      },
    }),
  }),
];
