// Cases of TLS (TLS-1 to TLS-3): data and their runs, nothing that runs them.
import { X509Certificate } from 'node:crypto';
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { OWN_CERTIFICATE } from '../fixtures/certificates.ts';

const SCHEMES = { lines: 'tls:', websocket: 'wss:', 'socket.io': 'https:' } as const;
const HELLO_TIMEOUT = { helloTimeoutMs: 1_500 } as const;

/** A case on a server that was given a certificate; its peers talk TLS by themselves. */
const overTls = ({ needs, ...draft }: Omit<CaseDraft, 'features'>): ConformanceCase =>
  defineCase({ ...draft, features: ['tls'], needs: { tls: true, ...needs } });

/** Bytes that are no TLS: what a client without it would begin with. */
const inTheClear = ({ binding }: CaseContext): string =>
  binding === 'lines'
    ? '{"type":"hello","version":1,"nick":"clear"}\n'
    : `GET ${binding === 'websocket' ? '/hubbub' : '/socket.io/?EIO=4&transport=polling'} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** The first bytes of a TLS record that says it is a handshake of 512 bytes. */
const BEGUN_HANDSHAKE = Buffer.from('16030102000100', 'hex');

/** A handshake is not all: behind it there is the chat. */
async function expectChat(ctx: CaseContext): Promise<void> {
  const peer = await ctx.client();
  await peer.expectUsable();
}

/** The cases of TLS. */
export const tlsCases: readonly ConformanceCase[] = [
  overTls({
    id: 'TLS-1.1',
    title: 'MUST name the feature tls, state a URL with TLS in its scheme, and talk there',
    async run(ctx) {
      const urls = ctx.server.ready.endpoints.filter(({ binding }) => binding === ctx.binding);
      ctx.assert.equal(
        urls.map(({ url }) => new URL(url).protocol),
        [SCHEMES[ctx.binding]],
        'the scheme in the ready line',
      );
      const [alice, bob] = await ctx.clients(2);
      ctx.assert.that(alice.welcome.features.includes('tls'), 'tls in the features', alice.welcome.features);
      const room = await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'say', room, text: 'ünder cover' }, 'said');
      await bob.expect({ type: 'message', room, text: 'ünder cover' });
    },
  }),
  overTls({
    id: 'TLS-1.2',
    title: 'MUST refuse TLS 1.0 and 1.1, and take 1.2',
    async run(ctx) {
      for (const version of ['TLSv1', 'TLSv1.1'] as const) {
        const handshake = await ctx.tls({ min: version, max: version });
        ctx.assert.that(!handshake.isSecured, `no handshake with ${version}`, handshake);
      }
      const { isSecured } = await ctx.tls({ min: 'TLSv1.2', max: 'TLSv1.2' });
      ctx.assert.that(isSecured, 'a handshake with TLSv1.2', isSecured);
      await expectChat(ctx);
    },
  }),
  overTls({
    id: 'TLS-1.3',
    title: 'MUST show the certificate that it was configured with',
    async run(ctx) {
      const handshake = await ctx.tls({ min: 'TLSv1.2', max: 'TLSv1.3' });
      const seen = handshake.isSecured ? new X509Certificate(handshake.certificate).subject : handshake.why;
      ctx.assert.equal(
        seen,
        new X509Certificate(OWN_CERTIFICATE.cert).subject,
        'the subject of the certificate',
      );
      await expectChat(ctx);
    },
  }),
  overTls({
    id: 'TLS-1.4',
    title: 'MUST answer nothing in the clear, and close',
    async run(ctx) {
      const tcp = await ctx.tcp('in the clear');
      tcp.write(inTheClear(ctx));
      await tcp.closed();
      const text = tcp.text();
      const isAnswer = /"type"|"sid"|101 Switching|426|HTTP\/1\.1 200/.test(text);
      ctx.assert.that(!isAnswer, 'no answer to what came in the clear', text);
      await expectChat(ctx);
    },
  }),
  overTls({
    id: 'TLS-2.1',
    title: 'MUST close a peer that never begins its handshake, not before helloTimeoutMs and not much later',
    needs: { limits: HELLO_TIMEOUT },
    async run(ctx) {
      const before = ctx.now();
      const tcp = await ctx.tcp('silent');
      const limit = ctx.limits.helloTimeoutMs;
      const { atMs } = await tcp.closed(ctx.latest(limit) + 2_000);
      ctx.assert.within(atMs - before, limit - 5, ctx.latest(limit), 'from the connect to the close');
      await expectChat(ctx);
    },
  }),
  overTls({
    id: 'TLS-2.2',
    title: 'MUST close a peer that stops in the middle of its handshake when helloTimeoutMs has passed',
    needs: { limits: HELLO_TIMEOUT },
    async run(ctx) {
      const limit = ctx.limits.helloTimeoutMs;
      const tcp = await ctx.tcp('half a handshake');
      const connected = ctx.now();
      tcp.write(BEGUN_HANDSHAKE);
      const { atMs } = await tcp.closed(ctx.latest(limit) + 2_000);
      ctx.assert.within(atMs - connected, 0, ctx.latest(limit), 'from the connect to the close');
      await expectChat(ctx);
    },
  }),
  overTls({
    id: 'TLS-2.3',
    title: 'MUST go on serving others while peers break handshakes off, reset them and send garbage',
    profile: 'robust',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let round = 0; round < 8; round++) {
        const [silent, half, garbage] = await Promise.all([ctx.tcp(), ctx.tcp(), ctx.tcp()]);
        half.write(BEGUN_HANDSHAKE);
        garbage.write(Buffer.from('ff'.repeat(200), 'hex'));
        if (round % 2 === 0) {
          silent.reset();
          half.reset();
        } else {
          silent.end();
          half.end();
        }
        await garbage.closed();
        await alice.ask({ type: 'say', room, text: `${round}` }, 'said');
        await bob.expect({ type: 'message', room, text: `${round}` });
      }
    },
  }),
  overTls({
    id: 'TLS-2.4',
    title: 'MUST count a connection in its handshake, and give its place back when it breaks off',
    profile: 'robust',
    needs: { exclusive: true, limits: { maxConnections: 3 } },
    async run(ctx) {
      const halves = await Promise.all([ctx.tcp('half 1'), ctx.tcp('half 2'), ctx.tcp('half 3')]);
      for (const half of halves) half.write(BEGUN_HANDSHAKE);
      const refused = await ctx.attempt();
      ctx.assert.that(!refused.isAccepted, 'no place beside three connections in their handshakes', refused);
      for (const half of halves) half.reset();
      const until = ctx.now() + ctx.deadlineMs;
      let isIn = false;
      while (!isIn && ctx.now() < until) isIn = (await ctx.attempt()).isAccepted;
      ctx.assert.that(isIn, 'a place once they are gone', 'still refused');
    },
  }),
  overTls({
    id: 'TLS-3.1',
    title: 'MUST take frames that are cut into one record a byte, and many frames in one record',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const text = 'cut ünto pieces';
      for (const byte of alice.bytesOf({ type: 'say', room, text })) alice.sendBytes(Uint8Array.of(byte));
      await bob.expect({ type: 'message', room, text });
      alice.sendTogether(Array.from({ length: 50 }, (_, i) => ({ type: 'say', room, text: `${i}` })));
      const messages = await bob.collect({ type: 'message', room }, 51);
      ctx.assert.equal(messages.at(-1)?.text, '49', 'the last text');
    },
  }),
  overTls({
    id: 'TLS-3.2',
    title: 'MUST deliver messages of more than a record, whole and in order',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const text = 'x'.repeat(ctx.limits.maxTextBytes);
      const count = 3 * Math.ceil(16_384 / text.length);
      alice.sendTogether(Array.from({ length: count }, (_, i) => ({ type: 'say', room, text, id: `${i}` })));
      const messages = await bob.collect({ type: 'message', room }, count);
      ctx.assert.equal(
        messages.map(({ id, text: { length } }) => `${id} ${length}`),
        Array.from({ length: count }, (_, i) => `${i} ${text.length}`),
        'ids and lengths',
      );
    },
  }),
  overTls({
    id: 'TLS-3.3',
    title: 'MUST tell members of a client that is gone, with or without TLS’s own goodbye',
    async run(ctx) {
      const watcher = await ctx.client();
      const room = await ctx.roomOf(watcher);
      for (const leave of ['destroy', 'reset'] as const) {
        const peer = await ctx.client();
        await peer.join(room);
        peer[leave]();
        await watcher.expect({ type: 'member_left', room, nick: peer.nick, reason: 'disconnected' });
      }
    },
  }),
  overTls({
    id: 'TLS-3.4',
    title: 'MUST say why it closes, and close, as without TLS',
    async run(ctx) {
      const peer = await ctx.client();
      await peer.ask({ type: 'bye' }, 'closing');
      await peer.expectClosed({ closeCode: 1000 });
      const other = await ctx.connect();
      await other.refused({ type: 'hello', version: 9, nick: ctx.nick() }, 'unsupported_version');
      await other.expectClosed({ error: 'unsupported_version', closeCode: 4001 });
    },
  }),
  overTls({
    id: 'TLS-3.5',
    title: 'MUST drop a client that does not read, and lose nothing of those who do',
    profile: 'robust',
    needs: { limits: { maxOutboxBytes: 65_536 }, timeoutMs: 30_000 },
    async run(ctx) {
      const [alice, bob, stalled] = await ctx.clients(3);
      const room = await ctx.roomOf(alice, bob, stalled);
      stalled.pauseReading();
      const text = 'x'.repeat(ctx.limits.maxTextBytes);
      let sent = 0;
      const isGone = (): boolean => alice.received({ type: 'member_left', room }).length > 0;
      while (!isGone() && sent < 30_000) {
        const batch = Array.from({ length: 100 }, () => ({ type: 'say', room, text, ref: `s${++sent}` }));
        alice.sendTogether(batch);
        await alice.expect({ type: 'said', ref: `s${sent}` });
        await bob.barrier();
      }
      await alice.expect({ type: 'member_left', room, nick: stalled.nick, reason: 'slow_consumer' });
      ctx.assert.equal(bob.received({ type: 'message', room }).length, sent, 'the messages of the other');
    },
  }),
];
