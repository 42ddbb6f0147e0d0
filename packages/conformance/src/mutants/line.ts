// Broken servers that the cases of LINE must catch: ways of cutting a byte stream that go wrong.
import { defineMutant, type Mutant, type MutantConnection, type MutantHooks } from './mutant.ts';

const line = (mutant: Omit<Mutant, 'bindings'>): Mutant => defineMutant({ ...mutant, bindings: ['lines'] });
const bytes = (change: (bytes: Buffer) => Buffer) => () => () => ({ clientBytes: change });
const badFrame = { type: 'error', code: 'bad_frame', message: 'no frame', fatal: false };

/** Tells the client of a bad frame where `isBad` finds one in what it writes. */
const answersBad =
  (isBad: (text: string, before: string) => boolean) =>
  () =>
  (connection: MutantConnection): MutantHooks => {
    let before = '\n';
    return {
      clientBytes(chunk) {
        const text = chunk.toString('latin1');
        if (isBad(text, before)) connection.toClient(badFrame);
        before = text.at(-1) ?? before;
        return chunk;
      },
    };
  };

/** The mutants of LINE. */
export const lineMutants: readonly Mutant[] = [
  line({
    id: 'refuses-cr',
    title: 'takes a CR before LF for a part of the frame that is wrong',
    clause: 'LINE-1',
    kills: ['LINE-1.1', 'LINE-1.2'],
    fault: answersBad((text) => text.includes('\r\n')),
  }),
  line({
    id: 'refuses-empty-lines',
    title: 'takes an empty line for a bad frame',
    clause: 'LINE-1',
    kills: ['LINE-1.2'],
    fault: answersBad((text, before) => /(^|\n)\r?\n/.test(before === '\n' ? `\n${text}` : text)),
  }),
  line({
    id: 'sends-cr-lf',
    title: 'ends its frames with CR LF',
    clause: 'LINE-1',
    kills: ['LINE-1.1', 'LINE-1.3'],
    fault: () => () => ({
      serverBytes: (sent) => Buffer.from(sent.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
    }),
  }),
  line({
    id: 'sends-raw-line-feeds',
    title: 'sends a line feed inside a text as it is',
    clause: 'LINE-1',
    kills: ['LINE-1.3'],
    fault: () => () => ({
      serverBytes: (sent) => Buffer.from(sent.toString('latin1').replaceAll('\\n', '\n'), 'latin1'),
    }),
  }),
  line({
    id: 'decodes-each-chunk',
    title: 'decodes each read by itself, and breaks characters that are split between two',
    clause: 'LINE-2',
    kills: ['LINE-2.1', 'LINE-2.2', 'LINE-2.3', 'FRAME-6.1'],
    fault: bytes((chunk) => Buffer.from(chunk.toString())),
  }),
  line({
    id: 'takes-a-read-for-a-frame',
    title: 'takes the end of a read for the end of a frame',
    clause: 'LINE-2',
    kills: ['LINE-2.1', 'LINE-2.2', 'LINE-2.6', 'LINE-2.7'],
    fault: bytes((chunk) => (chunk.at(-1) === 0x0a ? chunk : Buffer.concat([chunk, Buffer.from('\n')]))),
  }),
  line({
    id: 'takes-one-frame-a-read',
    title: 'takes the first frame of a read and forgets the rest',
    clause: 'LINE-2',
    kills: ['LINE-2.5'],
    fault: bytes((chunk) => (chunk.includes(0x0a) ? chunk.subarray(0, chunk.indexOf(0x0a) + 1) : chunk)),
  }),
  line({
    id: 'counts-a-split-crlf-twice',
    title: 'takes an LF that comes in another read than its CR for an empty line, and that for a bad frame',
    clause: 'LINE-2',
    kills: ['LINE-2.4'],
    fault: answersBad((text, before) => text.startsWith('\n') && before === '\r'),
  }),
  line({
    id: 'takes-the-rest-for-a-frame',
    title: 'takes the bytes after the last LF for a frame when the client ends',
    clause: 'LINE-3',
    kills: ['LINE-3.1', 'LINE-3.2'],
    fault: () => (connection) => ({
      clientEnded() {
        connection.bytesToServer('\n');
        return true;
      },
    }),
  }),
  line({
    id: 'closes-at-half-close',
    title: 'drops what is to be answered when the client half-closes',
    clause: 'LINE-4',
    kills: ['LINE-4.1'],
    fault: () => (connection) => ({
      clientEnded() {
        connection.close();
        return false;
      },
    }),
  }),
];
