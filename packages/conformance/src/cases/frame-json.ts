// FRAME-3, the tables: texts that RFC 8259 does not allow although many parsers do, and texts that it allows although
// few writers make them. Socket.IO's parser reads its packets by itself, so these are for the bindings that carry texts.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';

const table = (draft: CaseDraft): ConformanceCase =>
  defineCase({ profile: 'robust', bindings: ['lines', 'websocket'], ...draft });
const ping = (data: string): string => `{"type":"ping","data":${data}}`;

/** What no JSON text holds, by place. */
const NO_JSON: readonly string[] = [
  ...[
    '+1',
    '.5',
    '1.',
    '01',
    '-',
    '-01',
    '1e',
    '1e+',
    '0x1F',
    '1_000',
    'Infinity',
    '-Infinity',
    'NaN',
    'undefined',
  ].map(ping),
  ...[
    "'x'",
    '"x',
    'x"',
    '"\\x41"',
    '"\\u12"',
    '"\\u12G4"',
    '"\\a"',
    '"tab\there"',
    '"nul\u0000"',
    '"\u001f"',
  ].map(ping),
  ...[
    '[1,]',
    '[,1]',
    '[1 2]',
    '[',
    ']',
    '{"a":1,}',
    '{a:1}',
    '{"a"}',
    '{"a":}',
    '{1:1}',
    '{"a":1 "b":2}',
  ].map(ping),
  ...['True', 'TRUE', 'nul', 'None'].map(ping),
  '{"type":"ping"}}',
  '{"type":"ping"',
  '{{"type":"ping"}}',
  '{"type":"ping",,"data":1}',
  '{"type":"ping"} // comment',
  '/* comment */ {"type":"ping"}',
  '\ufeff{"type":"ping"}',
  '{"type":"ping"}\u0000',
  '\u0000{"type":"ping"}',
  '\u00a0{"type":"ping"}',
  '{"type":"ping"}\u2028',
];
/** Odd, and right: RFC 8259 allows them all. */
const ODD_JSON: readonly (readonly [text: string, data: unknown])[] = [
  [' \t{ "type" : "ping" , "data" : 1 } \t', 1],
  ['{"data":2,"type":"ping"}', 2],
  ['{"\\u0074ype":"\\u0070ing","data":3}', 3],
  ['{"type":"ping","data":-0.0e-0}', 0],
  ['{"type":"ping","data":1E+2}', 100],
  ['{"type":"ping","data":"\\/\\b\\f\\n\\r\\t\\"\\\\"}', '/\b\f\n\r\t"\\'],
  ['{"type":"ping","data":"\\uD83E\\uDD8A\u007f\u2028"}', '🦊\u007f\u2028'],
  ['{"type":"ping","data":{"":{"":[]}}}', { '': { '': [] } }],
  ['{"type":"ping","data":[[[[[[1]]]]]]}', [[[[[[1]]]]]]],
];

/** The cases of FRAME-3 that go through tables. */
export const frameJsonCases: readonly ConformanceCase[] = [
  table({
    id: 'FRAME-3.7',
    title: 'MUST answer every text that RFC 8259 does not allow with bad_frame, once, and stay usable',
    async run(ctx) {
      const peer = await ctx.client();
      for (const text of NO_JSON) {
        const since = peer.mark();
        peer.sendText(text);
        await peer.ask({ type: 'rooms' }, 'rooms');
        const errors = peer.received((frame) => frame.type === 'error' || frame.type === 'pong', since);
        ctx.assert.equal(
          errors.map((frame) => (frame.type === 'error' ? frame.code : frame.type)),
          ['bad_frame'],
          `what comes for ${JSON.stringify(text)}`,
        );
      }
    },
  }),
  table({
    id: 'FRAME-3.8',
    title: 'MUST take texts that RFC 8259 allows, however odd: white space, escapes, exponents, empty names',
    async run(ctx) {
      const peer = await ctx.client();
      for (const [text, data] of ODD_JSON) {
        const since = peer.mark();
        peer.sendText(text);
        const pong = await peer.expect('pong', { since });
        ctx.assert.that(
          JSON.stringify(pong.data) === JSON.stringify(data) || Object.is(pong.data, -0),
          `the data ${JSON.stringify(data)} for ${text}`,
          pong,
        );
      }
    },
  }),
];
