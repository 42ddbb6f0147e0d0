// Broken servers that the cases of FRAME-1…3 and 9 must catch: shapes, types and the count of bad frames.
import { ClientFrames, ServerFrames } from '@hubbub/protocol';
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';
import { refuse } from './refusal.ts';

const KNOWN: ReadonlySet<string> = new Set(
  Object.values(ClientFrames).flatMap(({ properties }) => Object.keys(properties)),
);
const isRequest = ({ type }: MutableFrame): boolean => Object.hasOwn(ClientFrames, type);
const isError = (frame: MutableFrame, ...codes: string[]): boolean =>
  frame.type === 'error' && codes.includes(String(frame.code));

/** The mutants of FRAME-1, 2, 3 and 9. */
export const frameShapeMutants: readonly Mutant[] = [
  defineMutant({
    id: 'refuses-unknown-members',
    title: 'refuses a request with a member that it does not know',
    clause: 'FRAME-1',
    kills: ['FRAME-1.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        const unknown = Object.keys(frame).find((name) => !KNOWN.has(name));
        if (unknown === undefined) return frame;
        return refuse(connection, frame, 'invalid_field', { field: unknown });
      },
    }),
  }),
  defineMutant({
    id: 'ignores-unknown-types',
    title: 'says nothing to a type that it does not know',
    clause: 'FRAME-2',
    kills: ['FRAME-2.1', 'FRAME-3.3'],
    fault: () => () => ({ fromServer: (frame) => (isError(frame, 'unknown_type') ? undefined : frame) }),
  }),
  defineMutant({
    id: 'takes-server-types',
    title: 'takes a frame of the server’s own types from a client without a word',
    clause: 'FRAME-2',
    kills: ['FRAME-2.2'],
    fault: () => () => ({
      fromClient: (frame) =>
        Object.hasOwn(ServerFrames, frame.type) && !isRequest(frame) ? undefined : frame,
    }),
  }),
  defineMutant({
    id: 'leaves-at-unknown-type',
    title: 'forgets the rooms of a client that sends an unknown type',
    clause: 'FRAME-2',
    kills: ['FRAME-2.3'],
    fault: () => (connection) => {
      const rooms = new Set<unknown>();
      return {
        fromClient(frame) {
          if (frame.type === 'join') rooms.add(frame.room);
          if (!isRequest(frame)) for (const room of rooms) connection.toServer({ type: 'leave', room });
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'silent-at-bad-frames',
    title: 'says nothing to what is no frame',
    clause: 'FRAME-3',
    kills: ['FRAME-3.1', 'FRAME-3.2', 'FRAME-3.4'],
    bindings: ['lines', 'websocket'],
    fault: () => () => ({ fromServer: (frame) => (isError(frame, 'bad_frame') ? undefined : frame) }),
  }),
  defineMutant({
    id: 'closes-at-first-bad-frame',
    title: 'closes after the first frame that it cannot take',
    clause: 'FRAME-3',
    kills: ['FRAME-2.1', 'FRAME-2.2', 'FRAME-3.5'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (!isError(frame, 'bad_frame', 'unknown_type')) return frame;
        connection.toClient(frame);
        connection.close();
        return undefined;
      },
    }),
  }),
  defineMutant({
    id: 'bad-frames-one-more',
    title: 'bears one bad frame more than maxBadFrames',
    clause: 'FRAME-3',
    kills: ['FRAME-3.3', 'FRAME-3.4', 'FRAME-3.6'],
    asks: ({ maxBadFrames }) => ({ maxBadFrames: maxBadFrames + 1 }),
  }),
  defineMutant({
    id: 'bad-frames-one-less',
    title: 'bears one bad frame less than maxBadFrames',
    clause: 'FRAME-3',
    kills: ['FRAME-3.5'],
    asks: ({ maxBadFrames }) => ({ maxBadFrames: maxBadFrames - 1 }),
  }),
  defineMutant({
    id: 'bad-frames-for-life',
    title: 'never starts the count of bad frames anew',
    clause: 'FRAME-3',
    kills: ['FRAME-3.5'],
    asks: ({ maxBadFrames }) => ({ maxBadFrames: maxBadFrames + 1 }),
    fault: () => (connection) => {
      let limit = Number.POSITIVE_INFINITY;
      let count = 0;
      return {
        fromServer(frame) {
          if (frame.type === 'welcome') limit = (frame.limits as { maxBadFrames: number }).maxBadFrames;
          if (!isError(frame, 'bad_frame', 'unknown_type') || ++count < limit) return frame;
          connection.toClient(frame);
          connection.toClient({
            type: 'error',
            code: 'too_many_errors',
            message: 'too many errors',
            fatal: true,
          });
          connection.close(4005);
          return undefined;
        },
      };
    },
  }),
  defineMutant({
    id: 'checks-text-first',
    title: 'names the member at fault that the schema has last',
    clause: 'FRAME-9',
    kills: ['FRAME-9.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (frame.type !== 'say' || typeof frame.text === 'string' || frame.text === undefined) return frame;
        return refuse(connection, frame, 'invalid_field', { field: 'text' });
      },
    }),
  }),
];
