// WS-6, control frames: bursts of pings, pongs that nobody asked for, and the tables of close codes.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import { closePayload, WS_OPCODE } from '../peers/websocket-bytes.ts';
import { bytesOfFrames, closesAtEach } from './websocket-closes.ts';

const { close, ping, pong, text } = WS_OPCODE;
const control = (draft: CaseDraft): ConformanceCase =>
  defineCase({ bindings: ['websocket'], profile: 'robust', ...draft });

/** The cases of WS-6 about control frames. */
export const webSocketControlCases: readonly ConformanceCase[] = [
  control({
    id: 'WS-6.15',
    title: 'MUST answer a burst of ping frames in order, the last one at least',
    async run(ctx) {
      const peer = await ctx.client();
      const payloads = Array.from({ length: 10 }, (_, i) => `ping ${i}`);
      peer.sendBytes(bytesOfFrames(...payloads.map((payload) => ({ opcode: ping, payload }))));
      await peer.expectControl('pong', 'ping 9');
      const answered = peer.controls
        .filter(({ opcode }) => opcode === 'pong')
        .map(({ payload }) => `${payload}`);
      ctx.assert.equal(
        answered,
        payloads.filter((payload) => answered.includes(payload)),
        'the payloads of the pong frames, in the order of the pings',
      );
      await peer.expectUsable();
    },
  }),
  control({
    id: 'WS-6.16',
    title: 'MUST ignore pong frames that nobody asked for, with and without a payload',
    async run(ctx) {
      const peer = await ctx.client();
      for (const payload of ['', 'unasked', 'x'.repeat(125)]) {
        peer.sendBytes(bytesOfFrames({ opcode: pong, payload }));
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
      ctx.assert.equal(peer.controls.length, 0, 'control frames in answer');
    },
  }),
  control({
    id: 'WS-6.22',
    title: 'MUST read nothing that comes after a close frame',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const late = JSON.stringify({ type: 'say', room, text: 'late' });
      peer.sendBytes(
        bytesOfFrames({ opcode: close, payload: closePayload(1000) }, { opcode: text, payload: late }),
      );
      await peer.expectClosed({ closeCode: 1000 });
      await other.expect({ type: 'member_left', room, nick: peer.nick });
      await other.expectNone('message');
    },
  }),
  control({
    id: 'WS-6.23',
    title:
      'MUST answer a close frame of any code that may be sent, or of none, with a close frame of such a code',
    async run(ctx) {
      const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
      const payloads = [Buffer.alloc(0), ...codes.map((code) => closePayload(code, 'r'.repeat(123)))];
      await Promise.all(
        payloads.map(async (payload) => {
          const peer = await ctx.client();
          peer.sendBytes(bytesOfFrames({ opcode: close, payload }));
          const { how, closeCode = 1000 } = await peer.closed();
          ctx.assert.equal(
            how,
            'websocket-close',
            `the end after a close frame ${payload.toString('hex', 0, 2)}`,
          );
          ctx.assert.that(
            (closeCode >= 1000 && closeCode <= 1014 && ![1004, 1005, 1006].includes(closeCode)) ||
              (closeCode >= 3000 && closeCode <= 4999),
            'a close code that may be sent',
            closeCode,
          );
        }),
      );
    },
  }),
  control({
    id: 'WS-6.24',
    title:
      'MUST close with 1002 at every close code that may not be sent, and with 1002 or 1007 at a reason that is no UTF-8',
    async run(ctx) {
      const codes = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535];
      await closesAtEach(
        ctx,
        [1002],
        codes.map((code) => [{ opcode: close, payload: closePayload(code) }]),
      );
      const reasons = ['ff', 'c3', 'eda080'].map((hex) =>
        Buffer.concat([closePayload(1000), Buffer.from(hex, 'hex')]),
      );
      await closesAtEach(
        ctx,
        [1002, 1007],
        reasons.map((payload) => [{ opcode: close, payload }]),
      );
    },
  }),
];
