// Broken servers that the cases of FRAME-4 and 7 must catch: members that are wrong, and what becomes of `ref`.
import { ClientFrames } from '@hubbub/protocol';
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';

/** The members of a request that are strings by its schema. */
function stringMembers({ type }: MutableFrame): string[] {
  if (!Object.hasOwn(ClientFrames, type)) return [];
  const { properties } = ClientFrames[type as keyof typeof ClientFrames];
  const schemas = Object.entries(properties as unknown as Record<string, { type?: string }>);
  return schemas.flatMap(([name, schema]) => (schema.type === 'string' && name !== 'type' ? [name] : []));
}

/** The frame with every string member changed. */
function withStrings(frame: MutableFrame, change: (text: unknown) => unknown): MutableFrame {
  const changed = stringMembers(frame).flatMap((name) =>
    name in frame ? [[name, change(frame[name])]] : [],
  );
  return { ...frame, ...Object.fromEntries(changed) };
}

/** A frame that looks changed only where it is: what was right goes on as the bytes that came. */
const onlyIfChanged = (frame: MutableFrame, changed: MutableFrame): MutableFrame =>
  JSON.stringify(changed) === JSON.stringify(frame) ? frame : changed;

const FIELDS = [
  'FRAME-4.1',
  'FRAME-4.2',
  'FRAME-4.3',
  'FRAME-4.4',
  'FRAME-4.5',
  'FRAME-4.6',
  'FRAME-4.7',
  'FRAME-4.8',
  'FRAME-4.9',
];

/** The mutants of FRAME-4 and FRAME-7. */
export const frameFieldMutants: readonly Mutant[] = [
  defineMutant({
    id: 'names-no-field',
    title: 'does not say which member is at fault',
    clause: 'FRAME-4',
    kills: FIELDS,
    fault: () => () => ({
      fromServer(frame) {
        if (frame.type === 'error') delete frame.field;
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'takes-numbers-for-strings',
    title: 'takes a number for a string member',
    clause: 'FRAME-4',
    kills: ['FRAME-4.1', 'FRAME-4.2', 'FRAME-4.3', 'FRAME-4.4', 'FRAME-4.6', 'FRAME-4.7', 'FRAME-4.10'],
    fault: () => () => ({
      fromClient: (frame) =>
        onlyIfChanged(
          frame,
          withStrings(frame, (value) => (typeof value === 'number' ? String(value) : value)),
        ),
    }),
  }),
  defineMutant({
    id: 'takes-null-for-absent',
    title: 'takes null for a member that is not there',
    clause: 'FRAME-4',
    kills: [
      'FRAME-4.2',
      'FRAME-4.4',
      'FRAME-4.5',
      'FRAME-4.6',
      'FRAME-4.7',
      'FRAME-4.8',
      'FRAME-4.9',
      'FRAME-4.10',
    ],
    fault: () => () => ({
      fromClient: (frame) =>
        onlyIfChanged(
          frame,
          Object.fromEntries(Object.entries(frame).filter(([, value]) => value !== null)) as MutableFrame,
        ),
    }),
  }),
  defineMutant({
    id: 'forgets-ref-in-errors',
    title: 'sends no ref back in errors',
    clause: 'FRAME-4',
    kills: ['FRAME-4.11'],
    fault: () => () => ({
      fromServer(frame) {
        if (frame.type === 'error') delete frame.ref;
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'shortens-ref',
    title: 'cuts a ref that is longer than 32 characters',
    clause: 'FRAME-4',
    kills: ['FRAME-4.10', 'FRAME-4.11'],
    fault: () => () => ({
      fromClient(frame) {
        if (typeof frame.ref === 'string') frame.ref = frame.ref.slice(0, 32);
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'says-without-invalid-id',
    title: 'refuses an invalid id and sends the message all the same',
    clause: 'FRAME-4',
    kills: ['FRAME-4.12'],
    fault: () => (connection) => ({
      fromClient(frame) {
        const isInvalid = typeof frame.id !== 'string' || frame.id === '';
        if ((frame.type === 'say' || frame.type === 'direct') && 'id' in frame && isInvalid) {
          const { id: _, ref: __, ...said } = frame;
          connection.toServer(said as MutableFrame);
        }
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'replaces-lone-surrogates',
    title: 'replaces lone surrogates instead of refusing them',
    clause: 'FRAME-7',
    kills: ['FRAME-7.1', 'FRAME-7.3'],
    fault: () => () => ({
      fromClient: (frame) =>
        onlyIfChanged(
          frame,
          withStrings(frame, (text) => (typeof text === 'string' ? text.toWellFormed() : text)),
        ),
    }),
  }),
  defineMutant({
    id: 'drops-nul',
    title: 'drops U+0000 instead of refusing it',
    clause: 'FRAME-7',
    kills: ['FRAME-7.2', 'FRAME-7.3'],
    fault: () => () => ({
      fromClient: (frame) =>
        onlyIfChanged(
          frame,
          withStrings(frame, (text) => (typeof text === 'string' ? text.replaceAll('\0', '') : text)),
        ),
    }),
  }),
  defineMutant({
    id: 'breaks-astral-characters',
    title: 'takes each half of a surrogate pair for a character of its own',
    clause: 'FRAME-7',
    kills: ['FRAME-7.4', 'FRAME-6.3'],
    fault: () => () => ({
      fromClient: (frame) =>
        onlyIfChanged(
          frame,
          withStrings(frame, (text) =>
            typeof text === 'string' ? text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd\ufffd') : text,
          ),
        ),
    }),
  }),
];
