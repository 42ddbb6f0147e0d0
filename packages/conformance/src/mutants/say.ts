// Mutants that break the section SAY but for SAY-6: data, each one fault.
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';
import { altered, misread, refuse } from './refusal.ts';
import { directMutants } from './say-direct.ts';

/** The mutants of SAY. */
export const sayMutants: readonly Mutant[] = [
  defineMutant({
    id: 'drops-one-in-five',
    title: 'loses every fifth message to a member',
    clause: 'SAY-1',
    kills: ['SAY-1.1', 'ORDER-1.1', 'ORDER-2.2', 'ORDER-4.1', 'ORDER-1.3'],
    fault: () => () => {
      let count = 0;
      return {
        fromServer(frame) {
          if (frame.type === 'message') count += 1;
          return frame.type === 'message' && count % 5 === 0 ? undefined : frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'repeats-messages',
    title: 'delivers every message twice',
    clause: 'SAY-1',
    kills: ['SAY-1.1', 'SAY-5.1'],
    fault: altered('message', (frame) => [frame, frame]),
  }),
  defineMutant({
    id: 'leaks-rooms',
    title: 'delivers messages to clients that are not members',
    clause: 'SAY-1',
    kills: ['SAY-1.2', 'ROOM-4.1'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'message' && frame.from === connection.nick) {
          for (const other of connection.all)
            if (other !== connection && other.nick !== '') other.toClient(frame);
        }
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'trusts-from',
    title: 'takes from of a say from its client',
    clause: 'SAY-2',
    kills: ['SAY-2.1'],
    fault: () => {
      const forged = new Map<unknown, unknown>();
      return () => ({
        fromClient(frame) {
          if (frame.type === 'say' && frame.from !== undefined) forged.set(frame.text, frame.from);
          return frame;
        },
        fromServer: (frame) =>
          frame.type === 'message' && forged.has(frame.text)
            ? { ...frame, from: forged.get(frame.text) }
            : frame,
      });
    },
  }),
  defineMutant({
    id: 'said-seq-off',
    title: 'states another seq in said than the message has',
    clause: 'SAY-2',
    kills: ['SAY-2.2'],
    fault: altered('said', (frame) =>
      frame.seq === undefined ? frame : { ...frame, seq: Number(frame.seq) + 1 },
    ),
  }),
  defineMutant({
    id: 'normalizes-text',
    title: 'brings texts into NFC',
    clause: 'SAY-3',
    kills: ['SAY-3.1'],
    fault: altered('message', (frame) => ({ ...frame, text: String(frame.text).normalize('NFC') })),
  }),
  defineMutant({
    id: 'trims-text',
    title: 'strips white space around texts',
    clause: 'SAY-3',
    kills: ['SAY-3.1'],
    fault: altered('message', (frame) => ({ ...frame, text: String(frame.text).trim() || '.' })),
  }),
  defineMutant({
    id: 'text-limit-one-too-many',
    title: 'accepts one byte more than maxTextBytes',
    clause: 'SAY-3',
    kills: ['SAY-3.2', 'SAY-3.3', 'SAY-6.5'],
    asks: ({ maxTextBytes }) => ({ maxTextBytes: maxTextBytes + 3 }),
  }),
  defineMutant({
    id: 'text-limit-one-too-few',
    title: 'accepts one byte less than maxTextBytes',
    clause: 'SAY-3',
    kills: ['SAY-3.2', 'SAY-3.3'],
    asks: ({ maxTextBytes }) => ({ maxTextBytes: maxTextBytes - 1 }),
  }),
  defineMutant({
    id: 'empty-text-accepted',
    title: 'accepts an empty text',
    clause: 'SAY-3',
    kills: ['SAY-3.4'],
    fault: misread('say', (frame) => (frame.text === '' ? { ...frame, text: ' ' } : frame)),
  }),
  defineMutant({
    id: 'said-always',
    title: 'sends said also where the request carried no ref',
    clause: 'SAY-4',
    kills: ['SAY-4.1', 'SAY-6.5'],
    fault: () => () => ({
      fromClient: (frame) =>
        (frame.type === 'say' || frame.type === 'direct') && frame.ref === undefined
          ? { ...frame, ref: 'unasked' }
          : frame,
      fromServer({ ref, ...frame }) {
        return { ...frame, ...(ref === undefined || ref === 'unasked' ? {} : { ref }) } as MutableFrame;
      },
    }),
  }),
  defineMutant({
    id: 'no-dedupe',
    title: 'ignores the id of a say',
    clause: 'SAY-5',
    kills: ['SAY-5.1', 'SAY-5.2', 'SAY-5.5'],
    fault: misread('say', ({ id: _, ...frame }) => frame as MutableFrame),
  }),
  defineMutant({
    id: 'ids-shared-by-all',
    title: 'takes an id that anybody used anywhere for a repeat',
    clause: 'SAY-5',
    kills: ['SAY-5.3'],
    fault: () => {
      const used = new Set<unknown>();
      return (connection) => ({
        fromClient(frame) {
          if (frame.type !== 'say' || frame.id === undefined) return frame;
          if (!used.has(frame.id)) {
            used.add(frame.id);
            return frame;
          }
          connection.toClient({
            type: 'said',
            ref: frame.ref,
            room: frame.room,
            seq: 1,
            at: 1,
            duplicate: true,
          });
          return undefined;
        },
      });
    },
  }),
  defineMutant({
    id: 'id-cut',
    title: 'cuts a long id instead of refusing it',
    clause: 'SAY-5',
    kills: ['SAY-5.4'],
    fault: misread('say', (frame) =>
      typeof frame.id === 'string' && new TextEncoder().encode(frame.id).length > 64
        ? { ...frame, id: frame.id.slice(0, 8) }
        : frame,
    ),
  }),
  defineMutant({
    id: 'acknowledges-what-it-never-sends',
    title: 'acknowledges messages beyond the 40th and delivers them to nobody',
    clause: 'STOP-1',
    kills: ['STOP-1.3', 'ORDER-2.2', 'STOP-1.6'],
    fault: altered('message', (frame) => (Number(frame.seq) > 40 ? undefined : frame)),
  }),
  defineMutant({
    id: 'own-messages-not-echoed',
    title: 'does not send a message to its sender',
    clause: 'SAY-1',
    kills: ['SAY-1.1', 'SAY-2.2'],
    fault: () => (connection) => ({
      fromServer: (frame) => (frame.type === 'message' && frame.from === connection.nick ? undefined : frame),
    }),
  }),
  defineMutant({
    id: 'needs-ref-for-say',
    title: 'refuses a say without ref',
    clause: 'SAY-4',
    kills: ['SAY-4.1'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'say' && frame.ref === undefined
          ? refuse(connection, frame, 'invalid_field', { field: 'ref' })
          : frame,
    }),
  }),
  ...directMutants,
];
