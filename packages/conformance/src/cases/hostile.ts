// SEC-1 under attack: floods of broken frames, other protocols, resets, and what all that writes into the log.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';
import { brokenFrame, brokenText } from './fuzz.ts';

const robust = (draft: CaseDraft): ConformanceCase =>
  defineCase({ profile: 'robust', ...draft, needs: { timeoutMs: 60_000, ...draft.needs } });
const numbers = (count: number): number[] => [...Array(count).keys()];

/** A whole TLS 1.3 ClientHello, as OpenSSL writes it. */
const CLIENT_HELLO = Buffer.from(
  [
    '16030100fa010000f60303acc2245387a29a2fd49f0ddb858e0654dc228787643b50130d78df2ecbf250b8200417c369228b',
    '0f4d652c5dfea1c9a2726a761143a79d108e2a43e2908927204e00041301c02b010000a9ff0100010000000011000f00000c',
    '636861742e6578616d706c65000b000403000102000a00040002001d002300000016000000170000000d0036003409050906',
    '090404030503060308070808081a081b081c0809080a080b080408050806040105010601030303010302040205020602002b',
    '00050403040303002d00020101003300260024001d00200f8351f4582cf94da5eba55958f15dc45190f987ddd69a3ad65663',
    '953b114964',
  ].join(''),
  'hex',
);
/** Requests and greetings of other protocols. */
const OTHER_PROTOCOLS: Readonly<Record<string, string | Buffer>> = {
  'a GET': 'GET / HTTP/1.1\r\nHost: chat.example\r\nAccept: */*\r\n\r\n',
  'a POST with a body': 'POST /hubbub HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{"type":"ping"}',
  'a CONNECT': 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
  'a request without a version': 'GET /\r\n\r\n',
  'two lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345',
  'a TLS ClientHello': CLIENT_HELLO,
  IRC: 'NICK fox\r\nUSER fox 0 * :Fox\r\n',
  SMTP: 'EHLO chat.example\r\nMAIL FROM:<fox@chat.example>\r\n',
  Redis: '*1\r\n$4\r\nPING\r\n',
  MQTT: Buffer.from('101000044d5154540402003c00047465737400', 'hex'),
};

/** Two clients talk to each other: what a server can do that is well. */
async function chatGoesOn(ctx: CaseContext): Promise<void> {
  const [alice, bob] = await ctx.clients(2);
  const room = await ctx.roomOf(alice, bob);
  const text = ctx.unique();
  await alice.ask({ type: 'say', room, text }, 'said');
  await bob.expect({ type: 'message', room, text, from: alice.nick });
}

/** Writes bytes on connections of their own; each is ended and must end. */
async function throwAt(ctx: CaseContext, label: string, bytes: string | Uint8Array): Promise<void> {
  const tcp = await ctx.tcp(label);
  tcp.write(bytes);
  tcp.end();
  await tcp.closed();
}

/** The cases of SEC-1 that attack. */
export const hostileCases: readonly ConformanceCase[] = [
  robust({
    id: 'SEC-1.4',
    title: 'MUST survive HTTP, TLS and other protocols thrown at its port, and serve the next client',
    async run(ctx) {
      for (const [label, bytes] of Object.entries(OTHER_PROTOCOLS)) await throwAt(ctx, label, bytes);
      await chatGoesOn(ctx);
    },
  }),
  robust({
    id: 'SEC-1.5',
    title: 'MUST survive 10 000 broken frames and answer each with something valid',
    needs: { limits: { maxBadFrames: 1_000_000 } },
    async run(ctx) {
      const peer = await ctx.client({ label: 'fuzz' });
      const room = ctx.room();
      const carriesTexts = ctx.binding !== 'socket.io';
      for (const batch of numbers(100)) {
        const pieces = numbers(100).map(() => {
          const frame = brokenFrame(room, ctx.random);
          const text = peer.textOf(frame);
          // A Socket.IO parser gives a connection up at a packet that is no JSON, as it may.
          return peer.bytesOfText(carriesTexts && ctx.random() < 0.3 ? brokenText(text, ctx.random) : text);
        });
        ctx.note(`broken frames ${100 * batch} to ${100 * batch + 99}`);
        peer.sendBytes(Buffer.concat(pieces));
        await peer.barrier();
      }
      const errors = peer.received('error').length;
      ctx.assert.that(errors > 3_000, 'errors for thousands of broken frames', errors);
      await chatGoesOn(ctx);
    },
  }),
  robust({
    id: 'SEC-1.6',
    title: 'MUST survive random bytes, before and after the handshake, and serve the next client',
    async run(ctx) {
      const bytes = (count: number): Buffer =>
        Buffer.from(numbers(count).map(() => Math.floor(ctx.random() * 256)));
      for (const i of numbers(12)) {
        await throwAt(ctx, `bytes ${i}`, bytes(1 + Math.floor(ctx.random() * 2_000)));
        const peer = await ctx.client({ lenient: 'what random bytes say may be anything' });
        peer.sendBytes(bytes(1 + Math.floor(ctx.random() * 2_000)));
        peer.end();
        await peer.closed();
      }
      await chatGoesOn(ctx);
    },
  }),
  robust({
    id: 'SEC-1.7',
    title: 'MUST write no line of a client’s making into its log, and no control character',
    needs: { exclusive: true },
    async run(ctx) {
      const mark = ctx.unique();
      const forged = `x\r\n${mark} forged\n{"level":50,"msg":"${mark}"}\u0085\u2028\u001b[31m\u0007${mark}`;
      const peer = await ctx.client();
      for (const frame of [
        { type: forged },
        { type: 'join', room: forged },
        { type: 'rename', nick: forged },
        { type: 'direct', to: forged, text: 'x' },
        { type: 'say', room: ctx.room(), text: forged, id: 'x' },
        { type: 'ping', data: forged, [forged]: forged },
      ]) {
        await peer.request(frame);
        if (peer.closure !== undefined) break;
      }
      await ctx.several(8, async () => {
        const stranger = await ctx.connect();
        await stranger.refused({ type: 'hello', version: 1, nick: forged }, 'nick_invalid');
      });
      await throwAt(ctx, 'a request', `GET /${mark} HTTP/1.1\r\nX: ${mark}\u001b[31m\r\n\r\n`);
      await chatGoesOn(ctx);
      const written = ctx.server.stderr();
      const own = written
        .split(/\r?\n/)
        .find((one) => one.startsWith(mark) || one.startsWith('{"level":50,"msg":"'));
      ctx.assert.that(own === undefined, 'no line that a client wrote', own);
      // A line feed is what ends a line; every other control character and line separator is the client's.
      const control = /[\p{Cc}\u2028\u2029]/u.exec(written.replace(/\r?\n/g, ''));
      ctx.assert.that(
        control === null,
        'control characters escaped in the log',
        control?.input.slice(Math.max(0, control.index - 80), control.index + 20),
      );
    },
  }),
  robust({
    id: 'SEC-1.8',
    title: 'MUST write at most one log line an event',
    needs: { exclusive: true },
    async run(ctx) {
      const lines = (): number => ctx.server.stderr().split('\n').length - 1;
      const before = lines();
      const peer = await ctx.client();
      const room = await ctx.roomOf(peer);
      let events = 3;
      for (const _ of numbers(30)) {
        await peer.refused({ type: 'say', room, text: 'line\nline\nline', id: '' }, 'invalid_field', 'id');
        await peer.ask({ type: 'say', room, text: 'line\nline\nline' }, 'said');
        events += 2;
      }
      await ctx.several(10, async () => {
        const other = await ctx.client();
        other.reset();
      });
      events += 40; // a connection, its hello, its end, and what is done about it
      await chatGoesOn(ctx);
      events += 8;
      const written = lines() - before;
      ctx.assert.that(written <= events, `at most ${events} lines for so many events`, written);
    },
  }),
  robust({
    id: 'SEC-1.9',
    title: 'MUST bound the head of an upgrade request, and serve others meanwhile',
    bindings: ['websocket', 'socket.io'],
    async run(ctx) {
      const tcp = await ctx.tcp('huge head');
      tcp.write('GET /hubbub HTTP/1.1\r\nHost: x\r\n');
      for (const i of numbers(200)) tcp.write(`X-Header-${i}: ${'x'.repeat(4_000)}\r\n`);
      await (await ctx.client()).expectUsable();
      await tcp.closed();
      await chatGoesOn(ctx);
    },
  }),
  robust({
    id: 'SEC-1.10',
    title: 'MUST be left with nothing by connections that are reset at every stage',
    needs: { exclusive: true, stats: true },
    async run(ctx) {
      const stages: ((peer: Peer) => unknown)[] = [
        () => undefined,
        (peer) =>
          peer.sendBytes(peer.bytesOf({ type: 'hello', version: 1, nick: ctx.nick() }).subarray(0, 9)),
        (peer) => peer.send({ type: 'hello', version: 1, nick: ctx.nick() }),
        (peer) => peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome'),
        async (peer) => {
          await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
          await peer.join(ctx.room());
          peer.sendBytes(peer.bytesOf({ type: 'rooms' }).subarray(0, 5));
        },
      ];
      await ctx.several(60, async (i) => {
        const peer = await ctx.connect();
        await stages[i % stages.length]?.(peer);
        peer.reset();
      });
      const figures = async (): Promise<number[]> => {
        const { connections, sessions, rooms, outboxBytes } = await ctx.server.stats();
        return [connections, sessions, rooms, outboxBytes];
      };
      const from = ctx.now();
      let seen = await figures();
      // Each turn is a round trip; the departures are on their way.
      while (seen.some((figure) => figure !== 0) && ctx.now() - from < ctx.deadlineMs) seen = await figures();
      ctx.assert.equal(seen, [0, 0, 0, 0], 'connections, sessions, rooms and outboxBytes in /stats');
      await chatGoesOn(ctx);
    },
  }),
  robust({
    id: 'SEC-1.11',
    title: 'MUST survive malformed Engine.IO and Socket.IO packets and serve others',
    bindings: ['socket.io'],
    async run(ctx) {
      const packets = ['', '9', 'x', '4', '4z', '42', '42[', '42{}', '42"x"', '42[]', '42[1]', '42[null,{}]'];
      const odd = ['40/nowhere,', '41', '43[1]', '430[', '44{}', '2probe', '6'];
      for (const payload of [...packets, ...odd]) {
        const peer = await ctx.client({ lenient: 'a server may give a broken packet any answer' });
        peer.sendBytes(webSocketFrame({ opcode: WS_OPCODE.text, payload }));
        await Promise.race([peer.barrier(), peer.closed()]);
        peer.destroy();
      }
      await chatGoesOn(ctx);
    },
  }),
];
