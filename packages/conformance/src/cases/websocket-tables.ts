// WS-2 and WS-6, the tables: the forms of length, masks, bits, opcodes and close codes that RFC 6455 knows, as
// Autobahn goes through them; every connection of a table is its own.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import { type WebSocketFrame, WS_OPCODE } from '../peers/websocket-bytes.ts';
import { bytesOfFrames, closesAtEach } from './websocket-closes.ts';

const { binary, continuation, ping, pong, text } = WS_OPCODE;
const table = (draft: CaseDraft): ConformanceCase =>
  defineCase({ bindings: ['websocket'], profile: 'robust', ...draft });

const json = (ref: string): string => JSON.stringify({ type: 'rooms', ref });

/** A `ping` frame of the protocol whose text is exactly `length` bytes. */
function textOfLength(length: number, ref: string): string {
  const bare = JSON.stringify({ type: 'ping', ref, pad: '' });
  return bare.replace('"pad":""', `"pad":"${'x'.repeat(length - bare.length)}"`);
}

/** Sends one message of each length and wants each answered, in order. */
async function takesLengths(ctx: CaseContext, peer: Peer, lengths: readonly number[]): Promise<void> {
  for (const length of lengths) {
    peer.sendBytes(bytesOfFrames({ opcode: text, payload: textOfLength(length, `length ${length}`) }));
    await peer.expect({ type: 'pong', ref: `length ${length}` });
  }
  await ctx.client();
}

/** The cases of WS-2 and WS-6 that go through tables. */
export const webSocketTableCases: readonly ConformanceCase[] = [
  table({
    id: 'WS-2.6',
    title: 'MUST close with 1007 at a message that ends inside a character, whole or in fragments',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1007],
        ['c3', 'e282', 'f09fa6'].flatMap((hex) => {
          const cut = Buffer.concat([Buffer.from('{"type":"rooms","x":"'), Buffer.from(hex, 'hex')]);
          return [
            [{ opcode: text, payload: cut }],
            [
              { opcode: text, fin: false, payload: cut.subarray(0, 4) },
              { opcode: continuation, payload: cut.subarray(4) },
            ],
          ];
        }),
      ),
  }),
  table({
    id: 'WS-2.7',
    title: 'MUST close with 1003 at a binary message that is empty, long or in fragments',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1003],
        [
          [{ opcode: binary }],
          [{ opcode: binary, payload: json('binary').padEnd(1_000) }],
          [
            { opcode: binary, fin: false, payload: '{"type":' },
            { opcode: continuation, payload: '"rooms"}' },
          ],
        ],
      ),
  }),
  table({
    id: 'WS-2.8',
    title: 'MUST answer an empty message, and two frames in one message, with bad_frame and stay usable',
    async run(ctx) {
      const peer = await ctx.client();
      for (const payload of ['', `${json('a')}${json('b')}`, `${json('a')}\n${json('b')}`]) {
        const since = peer.mark();
        peer.sendBytes(bytesOfFrames({ opcode: text, payload }));
        const { code } = await peer.expect('error', { since });
        ctx.assert.equal(code, 'bad_frame', `the error for ${JSON.stringify(payload)}`);
        await peer.ask({ type: 'who', room: ctx.room() }, 'members');
      }
      ctx.assert.equal(peer.received('rooms').length, 0, 'replies to frames that share a message');
    },
  }),
  table({
    id: 'WS-2.9',
    title: 'MUST close with 1009 at a header that announces gigabytes and more, without waiting for them',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1009],
        [2 ** 31, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER].map((statedLength) => [
          { opcode: text, payload: '{"type":', statedLength },
        ]),
      ),
  }),
  table({
    id: 'WS-6.13',
    title: 'MUST take a message at each edge of the forms of length',
    async run(ctx) {
      const peer = await ctx.client();
      await takesLengths(ctx, peer, [
        120,
        124,
        125,
        126,
        127,
        128,
        129,
        255,
        256,
        257,
        ctx.limits.maxFrameBytes,
      ]);
    },
  }),
  table({
    id: 'WS-6.14',
    title: 'MUST take a message of 65 535 bytes and more, where the longest form of length begins',
    needs: { limits: { maxOutboxBytes: 33_554_432, maxTextBytes: 4_096, maxFrameBytes: 131_072 } },
    async run(ctx) {
      await takesLengths(ctx, await ctx.client(), [65_534, 65_535, 65_536, 65_537, ctx.limits.maxFrameBytes]);
    },
  }),
  table({
    id: 'WS-6.17',
    title: 'MUST close with 1002 at each reserved bit on control frames and continuations too',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1002],
        [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) => [
          [{ opcode: ping, rsv, payload: 'x' }],
          [
            { opcode: text, fin: false, payload: '{"type":' },
            { opcode: continuation, rsv, payload: '"rooms"}' },
          ],
        ]),
      ),
  }),
  table({
    id: 'WS-6.18',
    title: 'MUST close with 1002 at every reserved opcode, with and without a payload, between fragments too',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1002],
        [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
          [{ opcode }],
          [{ opcode, payload: json('reserved') }],
          [
            { opcode: text, fin: false, payload: '{"type":' },
            { opcode, payload: 'x' },
          ],
        ]),
      ),
  }),
  table({
    id: 'WS-6.19',
    title: 'MUST close with 1002 at control frames and continuations that are not masked',
    run: (ctx) =>
      closesAtEach(
        ctx,
        [1002],
        [
          [{ opcode: ping, payload: 'x', masked: false }],
          [{ opcode: pong, masked: false }],
          [
            { opcode: text, fin: false, payload: '{"type":' },
            { opcode: continuation, payload: '"rooms"}', masked: false },
          ],
        ],
      ),
  }),
  table({
    id: 'WS-6.20',
    title: 'MUST take any mask, one of zeros too',
    async run(ctx) {
      const peer = await ctx.client();
      for (const mask of ['00000000', 'ffffffff', '000000ff', '80000000']) {
        const payload = Buffer.from(JSON.stringify({ type: 'ping', ref: mask, text: 'é€🦊' }));
        const key = Buffer.from(mask, 'hex');
        const masked = payload.map((byte, i) => byte ^ (key[i % 4] as number));
        peer.sendBytes(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), key, masked]));
        await peer.expect({ type: 'pong', ref: mask });
      }
    },
  }),
  table({
    id: 'WS-6.21',
    title: 'MUST join a message of one byte a fragment with a ping frame between any two',
    async run(ctx) {
      const peer = await ctx.client();
      const bytes = Buffer.from(JSON.stringify({ type: 'ping', ref: 'joined', data: 'é€🦊' }));
      const list = [...bytes.keys()].flatMap((i): WebSocketFrame[] => [
        {
          opcode: i === 0 ? text : continuation,
          fin: i === bytes.length - 1,
          payload: bytes.subarray(i, i + 1),
        },
        { opcode: ping, payload: `${i}` },
      ]);
      peer.sendBytes(bytesOfFrames(...list));
      const { data } = await peer.expect({ type: 'pong', ref: 'joined' });
      ctx.assert.equal(data, 'é€🦊', 'the data that was joined');
      await peer.expectControl('pong', `${bytes.length - 1}`);
    },
  }),
  table({
    id: 'WS-6.25',
    title: 'MUST give the same result wherever a frame with each form of header is split',
    async run(ctx) {
      const peer = await ctx.client();
      const cut = async (payload: string, ref: string, offsets: readonly number[]): Promise<void> => {
        await peer.sendChunks(bytesOfFrames({ opcode: text, payload }), offsets);
        await peer.expect({ type: 'pong', ref });
      };
      const short = JSON.stringify({ type: 'ping', ref: 'short' });
      for (let at = 1; at < 6 + short.length; at++) {
        const ref = `short ${at}`;
        await cut(JSON.stringify({ type: 'ping', ref }), ref, [at]);
      }
      for (let at = 1; at <= 12; at++) {
        const ref = `long ${at}`;
        await cut(textOfLength(300, ref), ref, [at]);
      }
    },
  }),
  table({
    id: 'WS-6.26',
    title:
      'MUST refuse an upgrade without a key, with a broken one, or of another version, and serve the next client',
    async run(ctx) {
      const wrong: Readonly<Record<string, string>>[] = [
        { 'Sec-WebSocket-Key': '' },
        { 'Sec-WebSocket-Key': 'dG9vIHNob3J0' },
        { 'Sec-WebSocket-Version': '12' },
        { 'Sec-WebSocket-Version': '' },
      ];
      for (const headers of wrong) {
        const attempt = await ctx.attempt({ headers });
        const status = attempt.isAccepted ? 101 : attempt.status;
        ctx.assert.that(
          status >= 400 && status < 500,
          `a status 4xx to an upgrade with ${JSON.stringify(headers)}`,
          status,
        );
      }
      await ctx.client();
    },
  }),
];
