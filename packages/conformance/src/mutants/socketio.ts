// Broken servers that the cases of SIO must catch: acknowledgements, transports and arguments.
import { defineMutant, type Mutant, type MutantConnection, type MutantHooks } from './mutant.ts';

const sio = (mutant: Omit<Mutant, 'bindings'>): Mutant =>
  defineMutant({ ...mutant, bindings: ['socket.io'] });
const hooks = (made: MutantHooks) => () => () => made;

/** Answers an HTTP request itself where its head says so. */
const refusing =
  (isRefused: (head: string) => boolean) =>
  () =>
  (connection: MutantConnection): MutantHooks => ({
    requestHead(head) {
      if (!isRefused(head)) return head;
      connection.bytesToClient('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      connection.close();
      return undefined;
    },
  });

/** The mutants of SIO. */
export const socketioMutants: readonly Mutant[] = [
  sio({
    id: 'event-beside-callback',
    title: 'gives the reply to the callback and as an event too',
    clause: 'SIO-1',
    kills: ['SIO-1.1', 'SIO-1.2'],
    fault: () => (connection) => ({
      fromServer(frame, { ack }) {
        if (ack !== undefined) connection.toClient(frame);
        return frame;
      },
    }),
  }),
  sio({
    id: 'errors-as-events',
    title: 'gives errors as events although there is a callback',
    clause: 'SIO-1',
    kills: ['SIO-1.2'],
    fault: () => (connection) => ({
      fromServer(frame, { ack }) {
        if (ack === undefined || frame.type !== 'error') return frame;
        connection.toClient(frame);
        return undefined;
      },
    }),
  }),
  sio({
    id: 'callback-is-no-ref',
    title: 'does not take a callback for a ref and sends no said to it',
    clause: 'SIO-1',
    kills: ['SIO-1.3'],
    fault: hooks({
      fromServer: (frame, { ack }) => (ack !== undefined && frame.type === 'said' ? undefined : frame),
    }),
  }),
  sio({
    id: 'needs-an-argument',
    title: 'passes over an event without an argument',
    clause: 'SIO-1',
    kills: ['SIO-1.4'],
    fault: hooks({ fromClient: (frame) => (Object.keys(frame).length === 1 ? undefined : frame) }),
  }),
  sio({
    id: 'forgets-callbacks',
    title: 'forgets every third callback',
    clause: 'SIO-1',
    kills: ['SIO-1.5'],
    fault: hooks({
      fromServer: (frame, { ack }) => (ack !== undefined && Number(ack) % 3 === 0 ? undefined : frame),
    }),
  }),
  sio({
    id: 'no-polling',
    title: 'serves the WebSocket transport alone',
    clause: 'SIO-2',
    kills: ['SIO-2.1', 'SIO-2.2', 'SIO-2.3'],
    fault: refusing((head) => head.includes('transport=polling')),
  }),
  sio({
    id: 'no-transport-upgrade',
    title: 'refuses the upgrade of a session that polls',
    clause: 'SIO-2',
    kills: ['SIO-2.2'],
    fault: refusing((head) => head.includes('transport=websocket') && head.includes('sid=')),
  }),
  sio({
    id: 'one-packet-a-request',
    title: 'takes the first packet of a polling request alone',
    clause: 'SIO-2',
    kills: ['SIO-2.3'],
    // A noop in its place keeps the stated length.
    fault: hooks({
      clientBytes: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\x1e4', '\x1e6'), 'latin1'),
    }),
  }),
  sio({
    id: 'takes-anything-for-an-object',
    title: 'reads an argument that is no object as {}',
    clause: 'SIO-3',
    kills: ['SIO-3.1'],
    fault: hooks({
      fromClient: (frame) => (frame.type === 'join' && !('room' in frame) ? { type: 'join' } : frame),
    }),
  }),
  sio({
    id: 'silent-at-no-objects',
    title: 'says nothing to arguments that are no object',
    clause: 'SIO-3',
    kills: ['SIO-3.1', 'SIO-3.2'],
    fault: hooks({
      fromServer: (frame) => (frame.type === 'error' && frame.code === 'bad_frame' ? undefined : frame),
    }),
  }),
  sio({
    id: 'member-type-wins',
    title: 'takes a member type for the type of the frame',
    clause: 'SIO-3',
    kills: ['SIO-3.3'],
    // A copy is encoded anew, with the type that was read last.
    fault: hooks({ fromClient: (frame) => ({ ...frame }) }),
  }),
];
