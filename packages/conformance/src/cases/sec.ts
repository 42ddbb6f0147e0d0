// Cases of the section SEC of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'] as const;

/** The cases of SEC. */
export const secCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'SEC-1.1',
    title: 'MUST survive deeply nested JSON, huge numbers and thousands of members',
    async run(ctx) {
      const peer = await ctx.client();
      const witness = await ctx.client({ label: 'witness' });
      const depth = Math.floor(ctx.limits.maxFrameBytes / 3);
      const inFrame = (json: string): string =>
        ctx.binding === 'socket.io'
          ? `["ping",{"ref":"deep","data":${json}}]`
          : `{"type":"ping","ref":"deep","data":${json}}`;
      peer.sendText(inFrame(`${'['.repeat(depth)}${']'.repeat(depth)}`));
      await peer.expect({ type: 'error', ref: 'deep' });
      await peer.ask({ type: 'ping', data: 0, huge: 1e308 }, 'pong');
      const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`k${i}`, i]));
      await peer.ask({ type: 'ping', ...many }, 'pong');
      await witness.expectUsable();
    },
  }),
  defineCase({
    id: 'SEC-1.2',
    title: 'MUST reveal no stack and no path in an error',
    async run(ctx) {
      const peer = await ctx.client();
      const frames = [
        { type: 'say', room: 'A', text: 7 },
        { type: 'join', room: { toString: 1 } },
        { type: '\u0000' },
        { type: 'rename', nick: '../../etc' },
        { type: 'direct', to: 'nobody-here', text: 'x' },
      ];
      for (const frame of frames) {
        const error = await peer.request(frame);
        ctx.assert.that(error.type === 'error', 'an error', error);
        ctx.assert.that(
          !/\bat \S+:\d+|node_modules|\.[tj]s\b|\/(home|usr|src)\//.test(JSON.stringify(error)),
          'no stack and no path',
          error,
        );
      }
    },
  }),
  defineCase({
    id: 'SEC-1.3',
    title: 'MUST survive bytes of another protocol on its port and serve the next client',
    async run(ctx) {
      const bytes = [
        Buffer.from('16030100f5010000f10303', 'hex'), // a TLS ClientHello's start
        Buffer.from('\0\0\0\u0008SSH-2.0-x\r\n'),
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        Buffer.alloc(4_096, 0xff),
      ];
      for (const [i, chunk] of bytes.entries()) {
        const tcp = await ctx.tcp(`other ${i}`);
        tcp.write(chunk);
        tcp.end();
        await tcp.closed();
      }
      await (await ctx.client()).expectUsable();
    },
  }),
  defineCase({
    id: 'SEC-2.1',
    title: 'MUST take the names of inherited members as ordinary strings: rooms, ids, refs, texts, data',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = 'constructor';
      const joined = await alice.join(room);
      ctx.assert.that(Array.isArray(joined.members), 'a list of members', joined);
      await bob.join(room);
      for (const name of INHERITED) {
        const seen = await alice.ask({ type: 'say', room, text: name, id: name }, 'said');
        ctx.assert.equal(seen.duplicate, undefined, `duplicate for the id ${name}`);
        await bob.expect({ type: 'message', room, text: name, id: name });
        alice.send({ type: 'ping', ref: name });
        await alice.expect({ type: 'pong', ref: name });
        await alice.refused({ type: name }, 'unknown_type');
      }
    },
  }),
  defineCase({
    id: 'SEC-2.2',
    title: 'MUST take constructor and toString for nicks, and find nobody under them before',
    async run(ctx) {
      const peer = await ctx.client();
      for (const nick of ['constructor', 'toString', 'valueOf']) {
        await peer.refused({ type: 'direct', to: nick, text: 'x' }, 'no_such_nick');
      }
      // The bindings of one process may be judged at the same time.
      const nick = { lines: 'hasOwnProperty', websocket: 'isPrototypeOf', 'socket.io': 'toLocaleString' }[
        ctx.binding
      ];
      const renamed = await peer.ask({ type: 'rename', nick }, 'renamed');
      ctx.assert.equal(renamed.to, nick, 'the nick given');
    },
  }),
  defineCase({
    id: 'SEC-2.3',
    title: 'MUST not let a member named __proto__ set anything',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const json = (type: string, members: string): string =>
        ctx.binding === 'socket.io' ? `["${type}",{${members}}]` : `{"type":"${type}",${members}}`;
      alice.sendText(json('say', `"ref":"p","room":"${room}","__proto__":{"text":"inherited"}`));
      const error = await alice.expect({ type: 'error', ref: 'p' });
      ctx.assert.equal(
        [error.code, error.field],
        ['invalid_field', 'text'],
        'the answer where text is only inherited',
      );
      await bob.expectNone('message');
      await bob.ask({ type: 'say', room, text: 'own' }, 'said');
    },
  }),
];
