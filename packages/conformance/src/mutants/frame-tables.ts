// Broken servers that the tables of FRAME-3 and FRAME-6 must catch: decoders and parsers that are too kind, or too strict.
import {
  defineMutant,
  type MutableFrame,
  type Mutant,
  type MutantConnection,
  type MutantHooks,
} from './mutant.ts';

/** Changes the text of each frame from the client, as Latin-1, before the good server reads it. */
function reread(change: (text: string, connection: MutantConnection) => string) {
  return () =>
    (connection: MutantConnection): MutantHooks => ({
      clientBytes(bytes) {
        if (connection.binding !== 'lines') return bytes;
        const text = bytes.toString('latin1');
        const changed = change(text, connection);
        return changed === text ? bytes : Buffer.from(changed, 'latin1');
      },
      clientWebSocketFrame(frame) {
        if (frame.opcode !== 1) return frame;
        const text = Buffer.from(frame.payload ?? '').toString('latin1');
        const changed = change(text, connection);
        return changed === text ? frame : { ...frame, payload: Buffer.from(changed, 'latin1') };
      },
    });
}

/** Puts `?` in place of byte sequences that are no UTF-8. */
const mends = (pattern: RegExp) => reread((text) => text.replace(pattern, '?'));
const isMessage = (frame: MutableFrame): boolean => frame.type === 'message';

/** The mutants of the tables of FRAME-3 and FRAME-6. */
export const frameTableMutants: readonly Mutant[] = [
  defineMutant({
    id: 'mends-overlong-forms',
    title: 'takes overlong forms',
    clause: 'FRAME-6',
    kills: ['FRAME-6.5'],
    fault: mends(/[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}/g),
  }),
  defineMutant({
    id: 'mends-surrogates',
    title: 'takes surrogates that are written as three bytes',
    clause: 'FRAME-6',
    kills: ['FRAME-6.6'],
    fault: mends(/\xed[\xa0-\xbf][\x80-\xbf]/g),
  }),
  defineMutant({
    id: 'mends-what-is-too-high',
    title: 'takes code points above U+10FFFF',
    clause: 'FRAME-6',
    kills: ['FRAME-6.7'],
    fault: mends(/\xf4[\x90-\xbf][\x80-\xbf]{2}|[\xf5-\xf7][\x80-\xbf]{3}/g),
  }),
  defineMutant({
    id: 'mends-truncated-sequences',
    title: 'replaces sequences that are truncated',
    clause: 'FRAME-6',
    kills: ['FRAME-6.8'],
    fault: mends(
      /[\xc2-\xdf](?![\x80-\xbf])|[\xe1-\xef][\x80-\xbf]?(?![\x80-\xbf])|[\xf0-\xf4][\x80-\xbf]{0,2}(?![\x80-\xbf])/g,
    ),
  }),
  defineMutant({
    id: 'loses-noncharacters',
    title: 'does not deliver texts with noncharacters',
    clause: 'FRAME-6',
    kills: ['FRAME-6.9'],
    fault: () => () => ({
      fromServer: (frame) =>
        isMessage(frame) && /[\ufdd0\ufffe\uffff]/.test(String(frame.text)) ? undefined : frame,
    }),
  }),
  defineMutant({
    id: 'reads-on-after-invalid-bytes',
    title: 'reads the frames after invalid bytes before it closes',
    clause: 'FRAME-6',
    kills: ['FRAME-6.10'],
    bindings: ['lines'],
    fault: reread((text) => {
      const lines = text.split('\n').slice(0, -1);
      if (lines.length < 3) return text;
      return [
        ...lines.filter((one) => !one.includes('\xff')),
        ...lines.filter((one) => one.includes('\xff')),
        '',
      ].join('\n');
    }),
  }),
  defineMutant({
    id: 'mends-hello',
    title: 'replaces bytes that are not UTF-8 until welcome',
    clause: 'FRAME-6',
    kills: ['FRAME-6.11'],
    fault: reread((text, { nick }) => (nick === '' ? text.replace(/\xc3\x28/g, 'x') : text)),
  }),
  defineMutant({
    id: 'parses-trailing-commas',
    title: 'allows a comma before a closing bracket',
    clause: 'FRAME-3',
    kills: ['FRAME-3.7'],
    bindings: ['lines', 'websocket'],
    fault: reread((text) => text.replace(/,([\]}])/g, '$1')),
  }),
  defineMutant({
    id: 'knows-its-type-by-its-bytes',
    title: 'looks for the type in the text as it is written, without reading escapes',
    clause: 'FRAME-3',
    kills: ['FRAME-3.8'],
    bindings: ['lines', 'websocket'],
    fault: reread((text) => text.replace('"\\u0074ype"', '"tyqe"')),
  }),
];
