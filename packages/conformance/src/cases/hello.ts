// Cases of the section HELLO of PROTOCOL.md: data and their runs, nothing that runs them.
import { LIMIT_NAMES } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';

const HELLO_TIMEOUT = { limits: { helloTimeoutMs: 1_500 } } as const;

/** The cases of HELLO. */
export const helloCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'HELLO-1.1',
    title: 'MUST answer every request before welcome with hello_required, and work after it',
    async run(ctx) {
      const peer = await ctx.connect();
      const room = ctx.room();
      for (const frame of [
        { type: 'join', room },
        { type: 'leave', room },
        { type: 'say', room, text: 'x' },
        { type: 'direct', to: ctx.nick(), text: 'x' },
        { type: 'rename', nick: ctx.nick() },
        { type: 'who', room },
        { type: 'rooms' },
        { type: 'history', room },
      ]) {
        await peer.refused(frame, 'hello_required');
      }
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
      await peer.join(room);
    },
  }),
  defineCase({
    id: 'HELLO-1.2',
    title: 'MUST answer ping before welcome with pong',
    async run(ctx) {
      const peer = await ctx.connect();
      const pong = await peer.ask({ type: 'ping', data: { n: 1 } }, 'pong');
      ctx.assert.equal(pong.data, { n: 1 }, 'the data of the pong');
    },
  }),
  defineCase({
    id: 'HELLO-1.3',
    title: 'MUST answer bye before welcome with closing and a close',
    async run(ctx) {
      const peer = await ctx.connect();
      await peer.ask({ type: 'bye' }, 'closing');
      await peer.expectClosed({ closeCode: 1000 });
    },
  }),
  defineCase({
    id: 'HELLO-1.4',
    title: 'MUST send no event to a client that was not welcomed, nor count it as a member',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const silent = await ctx.connect({ label: 'silent' });
      await silent.refused({ type: 'join', room }, 'hello_required');
      await alice.ask({ type: 'say', room, text: ctx.unique() }, 'said');
      await silent.expectNone(
        (frame) => frame.type !== 'error' && frame.type !== 'pong' && frame.type !== 'ping',
      );
      const { members } = await alice.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members.length, 2, 'the number of members');
    },
  }),
  defineCase({
    id: 'HELLO-1.5',
    title: 'MUST answer a frame that is no frame with bad_frame also before welcome',
    async run(ctx) {
      const peer = await ctx.connect();
      peer.sendText(ctx.binding === 'socket.io' ? '["say",7]' : '{"nick":');
      await peer.expect({ type: 'error', code: 'bad_frame', fatal: false });
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
    },
  }),
  defineCase({
    id: 'HELLO-2.1',
    title: 'MUST send exactly one welcome, before every other frame',
    async run(ctx) {
      const peer = await ctx.connect();
      const nick = ctx.nick();
      const welcome = await peer.ask({ type: 'hello', version: 1, nick }, 'welcome');
      ctx.assert.equal(welcome.nick, nick, 'the nick in welcome');
      ctx.assert.equal(welcome.version, 1, 'the version in welcome');
      await peer.barrier();
      ctx.assert.equal(peer.received('welcome').length, 1, 'the number of welcome frames');
      ctx.assert.equal(
        peer.log.find(({ frame }) => frame.type !== 'ping')?.frame.type,
        'welcome',
        'the first frame',
      );
    },
  }),
  defineCase({
    id: 'HELLO-2.2',
    title: 'MUST state every limit in welcome, the same as in the ready line',
    async run(ctx) {
      const peer = await ctx.client();
      for (const name of LIMIT_NAMES) {
        ctx.assert.equal(typeof peer.welcome.limits[name], 'number', `the JSON type of limits.${name}`);
        ctx.assert.equal(peer.welcome.limits[name], ctx.limits[name], `limits.${name}`);
      }
      ctx.assert.equal(
        [...peer.welcome.features].sort(),
        [...ctx.features].sort(),
        'the features in welcome',
      );
    },
  }),
  defineCase({
    id: 'HELLO-2.3',
    title: 'MUST say in the features whether history is offered, as historySize says',
    async run(ctx) {
      const { welcome } = await ctx.client();
      const stated = welcome.limits.historySize > 0;
      ctx.assert.equal(welcome.features.includes('history'), stated, 'whether features names history');
    },
  }),
  defineCase({
    id: 'HELLO-3.1',
    title:
      'MUST refuse a version that is not offered with unsupported_version and the supported ones, and close',
    async run(ctx) {
      const peer = await ctx.connect();
      const error = await peer.refused(
        { type: 'hello', version: 2, nick: ctx.nick() },
        'unsupported_version',
      );
      ctx.assert.equal(error.supported, [1], 'supported');
      await peer.expectClosed({ error: 'unsupported_version', closeCode: 4001 });
    },
  }),
  defineCase({
    id: 'HELLO-3.2',
    title: 'MUST refuse the versions 0 and -1 like any other that is not offered',
    async run(ctx) {
      for (const version of [0, -1]) {
        const peer = await ctx.connect();
        await peer.refused({ type: 'hello', version, nick: ctx.nick() }, 'unsupported_version');
        await peer.expectClosed({ error: 'unsupported_version', closeCode: 4001 });
      }
    },
  }),
  defineCase({
    id: 'HELLO-4.1',
    title: 'MUST answer a second hello with already_welcomed and leave the session as it was',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.refused({ type: 'hello', version: 1, nick: ctx.nick() }, 'already_welcomed');
      await alice.ask({ type: 'say', room, text: 'still here' }, 'said');
      const message = await bob.expect({ type: 'message', room });
      ctx.assert.equal(message.from, alice.nick, 'the sender after the second hello');
    },
  }),
  defineCase({
    id: 'HELLO-5.1',
    title: 'MUST close a silent connection after helloTimeoutMs with hello_timeout, and not earlier',
    needs: HELLO_TIMEOUT,
    async run(ctx) {
      const before = ctx.now();
      const peer = await ctx.connect();
      const connected = ctx.now();
      const { atMs } = await peer.expectClosed({ error: 'hello_timeout', closeCode: 4001 });
      const limit = ctx.limits.helloTimeoutMs;
      ctx.assert.within(atMs - before, limit - 5, Number.POSITIVE_INFINITY, 'from the connect to the close');
      ctx.assert.within(Math.max(0, atMs - connected), 0, ctx.latest(limit), 'from the accept to the close');
    },
  }),
  defineCase({
    id: 'HELLO-5.2',
    title: 'MUST not let pings or refused requests put the hello timeout off',
    needs: HELLO_TIMEOUT,
    async run(ctx) {
      const peer = await ctx.connect();
      const connected = ctx.now();
      while (peer.closure === undefined && ctx.now() - connected < 4 * ctx.limits.helloTimeoutMs) {
        peer.send({ type: 'ping', data: ctx.unique() });
        const count = peer.log.length;
        await Promise.race([
          peer.expect('pong', { since: count, withinMs: 2_000 }).catch(() => undefined),
          peer.closed({ withinMs: 2_000 }).catch(() => undefined),
        ]);
      }
      const { atMs } = await peer.expectClosed({ error: 'hello_timeout', closeCode: 4001 });
      ctx.assert.within(
        Math.max(0, atMs - connected),
        0,
        ctx.latest(ctx.limits.helloTimeoutMs),
        'from the accept to the close',
      );
    },
  }),
  defineCase({
    id: 'HELLO-5.3',
    title: 'MUST close a TCP connection that never finishes its first frame or handshake in time',
    needs: HELLO_TIMEOUT,
    async run(ctx) {
      const before = ctx.now();
      const tcp = await ctx.tcp('unfinished');
      const connected = ctx.now();
      tcp.write(ctx.binding === 'lines' ? '{"type":"hel' : 'GET /hubbub HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      const { atMs } = await tcp.closed(ctx.latest(ctx.limits.helloTimeoutMs) + 2_000);
      ctx.assert.within(
        atMs - before,
        ctx.limits.helloTimeoutMs - 5,
        Number.POSITIVE_INFINITY,
        'from the connect to the close',
      );
      ctx.assert.within(
        Math.max(0, atMs - connected),
        0,
        ctx.latest(ctx.limits.helloTimeoutMs),
        'from the accept to the close',
      );
    },
  }),
  defineCase({
    id: 'HELLO-5.4',
    title: 'MUST not close a welcomed client when the hello timeout passes',
    needs: HELLO_TIMEOUT,
    async run(ctx) {
      const client = await ctx.client();
      const silent = await ctx.connect({ label: 'silent' });
      await silent.expectClosed({ error: 'hello_timeout' });
      await client.expectUsable();
    },
  }),
  defineCase({
    id: 'HELLO-6.1',
    title: 'MUST take hello, join and say pipelined in one write, in order',
    async run(ctx) {
      const observer = await ctx.client();
      const room = await ctx.roomOf(observer);
      const peer = await ctx.connect();
      const nick = ctx.nick();
      const text = ctx.unique();
      peer.sendTogether([
        { type: 'hello', ref: 'h', version: 1, nick },
        { type: 'join', ref: 'j', room },
        { type: 'say', ref: 's', room, text },
        { type: 'ping', ref: 'p' },
      ]);
      await peer.expect('pong');
      const refs = peer.log.flatMap(({ frame }) =>
        'ref' in frame && frame.ref !== undefined ? [frame.ref] : [],
      );
      ctx.assert.equal(refs, ['h', 'j', 's', 'p'], 'the order of the replies');
      const message = await observer.expect({ type: 'message', room });
      ctx.assert.equal([message.from, message.text], [nick, text], 'the message');
    },
  }),
  defineCase({
    id: 'HELLO-7.1',
    title: 'MUST take another hello on the same connection after one refused for its nick',
    async run(ctx) {
      const holder = await ctx.client();
      const peer = await ctx.connect();
      await peer.refused({ type: 'hello', version: 1, nick: holder.nick }, 'nick_taken');
      await peer.refused({ type: 'hello', version: 1, nick: '-no' }, 'nick_invalid');
      const nick = ctx.nick();
      const welcome = await peer.ask({ type: 'hello', version: 1, nick }, 'welcome');
      ctx.assert.equal(welcome.nick, nick, 'the nick in welcome');
    },
  }),
  defineCase({
    id: 'HELLO-9.1',
    title:
      'MUST answer unknown types and invalid members before welcome with hello_required, with a valid ref alone',
    async run(ctx) {
      const peer = await ctx.connect();
      for (const frame of [
        { type: 'shout' },
        { type: 'join', room: 5 },
        { type: 'say' },
        { type: 'message' },
      ]) {
        await peer.refused(frame, 'hello_required');
      }
      peer.send({ type: 'shout', ref: 5 });
      await peer.expect({ type: 'error', code: 'hello_required', ref: undefined });
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
    },
  }),
  defineCase({
    id: 'LIMIT-1.1',
    profile: 'ops',
    title: 'MUST state the limits that were configured, in the ready line and in welcome',
    needs: { limits: { maxRooms: 3, retryAfterMs: 701 }, exclusive: true },
    async run(ctx) {
      const { welcome } = await ctx.client();
      for (const limits of [ctx.server.ready.limits, welcome.limits]) {
        ctx.assert.equal(
          [limits.maxRooms, limits.retryAfterMs],
          [3, 701],
          'maxRooms and retryAfterMs as configured',
        );
      }
    },
  }),
];
