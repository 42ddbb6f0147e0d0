// Cases of BIND: one script, one transcript, whatever carries it.
import { type ConformanceCase, defineCase } from '../case.ts';
import type { OutFrame, Peer } from '../peers/peer.ts';

/** Members whose value differs from run to run, replaced by their name. */
const VARYING: ReadonlySet<string> = new Set(['at', 'message', 'session', 'server', 'limits', 'features']);

/** A peer's log with names and times replaced, so that it can be compared with what is written below. */
function transcriptOf(peer: Peer, names: ReadonlyMap<string, string>): unknown[] {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      VARYING.has(name) ? name : plain(member),
    ]);
    return Object.fromEntries(members);
  };
  return peer.log.map(({ frame }) => plain(frame));
}

const error = (ref: string, code: string, field?: string): object => ({
  type: 'error',
  ref,
  code,
  message: 'message',
  fatal: false,
  ...(field !== undefined && { field }),
});

/** What one client sends, one frame after the other, and what it must get for each; `%` marks names. */
const SCRIPT: readonly (readonly [request: OutFrame, ...frames: object[]])[] = [
  [{ type: 'join', room: '%room' }, error('1', 'hello_required')],
  [
    { type: 'hello', version: 1, nick: '%anna' },
    {
      type: 'welcome',
      ref: '2',
      version: 1,
      server: 'server',
      nick: '%anna',
      session: 'session',
      limits: 'limits',
      features: 'features',
    },
  ],
  [{ type: 'hello', version: 1, nick: '%anna' }, error('3', 'already_welcomed')],
  [{ type: 'say', room: '%room', text: 'too early' }, error('4', 'not_joined')],
  [
    { type: 'join', room: '%room' },
    {
      type: 'joined',
      ref: '5',
      room: '%room',
      seq: 0,
      members: ['%anna', '%bert'],
      complete: true,
      presence: 'each',
    },
  ],
  [{ type: 'join', room: 'NO ROOM' }, error('6', 'room_invalid')],
  [{ type: 'say', room: '%room', text: '' }, error('7', 'invalid_field', 'text')],
  [
    { type: 'who', room: '%room' },
    { type: 'members', ref: '8', room: '%room', members: ['%anna', '%bert'] },
  ],
  [{ type: 'rename', nick: 'no nick' }, error('9', 'nick_invalid')],
  [{ type: 'rename', nick: '%bert' }, error('10', 'nick_taken')],
  [
    { type: 'rename', nick: '%cleo' },
    { type: 'renamed', ref: '11', from: '%anna', to: '%cleo' },
  ],
  [{ type: 'direct', to: '%gone', text: 'x' }, error('12', 'no_such_nick')],
  [
    { type: 'direct', to: '%bert', text: 'psst é🦊', id: 'd' },
    { type: 'said', ref: '13', at: 'at' },
  ],
  [
    { type: 'ping', data: { a: [1, null, 'é'] } },
    { type: 'pong', ref: '14', data: { a: [1, null, 'é'] } },
  ],
  [{ type: 'shout' }, error('15', 'unknown_type')],
  [
    { type: 'leave', room: '%room' },
    { type: 'left', ref: '16', room: '%room' },
  ],
  [{ type: 'leave', room: '%room' }, error('17', 'not_joined')],
  [
    { type: 'join', room: '%room' },
    {
      type: 'joined',
      ref: '18',
      room: '%room',
      seq: 0,
      members: ['%bert', '%cleo'],
      complete: true,
      presence: 'each',
    },
  ],
  [{ type: 'bye' }, { type: 'closing', ref: '19', reason: 'bye' }],
];

/** What the other client sees of it all. */
const OBSERVED: readonly object[] = [
  { type: 'member_joined', room: '%room', nick: '%anna' },
  { type: 'renamed', from: '%anna', to: '%cleo' },
  { type: 'direct', from: '%cleo', to: '%bert', text: 'psst é🦊', id: 'd', at: 'at' },
  { type: 'member_left', room: '%room', nick: '%cleo', reason: 'left' },
  { type: 'member_joined', room: '%room', nick: '%cleo' },
  { type: 'member_left', room: '%room', nick: '%cleo', reason: 'left' },
];

/** The cases of BIND. */
export const bindingCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'BIND-1.1',
    title: 'MUST give the same events, errors and order for the same requests over every binding',
    async run(ctx) {
      // Sorted lists compare by nick, so the names keep the order of those above.
      const [tag, room] = [ctx.unique(), ctx.room()];
      const real = new Map([
        ['%room', room],
        ...['anna', 'bert', 'cleo', 'gone'].map((name) => [`%${name}`, `${name}-${tag}`] as const),
      ]);
      const names = new Map([...real].map(([mark, name]) => [name, mark]));
      const bert = await ctx.client({ label: 'bert', nick: real.get('%bert') ?? '' });
      await bert.join(room);
      const since = bert.mark();
      const anna = await ctx.connect({ label: 'anna' });
      for (const [index, [request, ...replies]] of SCRIPT.entries()) {
        const named = Object.entries(request).map(([name, value]) => [
          name,
          real.get(value as string) ?? value,
        ]);
        const before = anna.mark();
        anna.send({ ...Object.fromEntries(named), ref: `${index + 1}` });
        await anna.collect(() => true, replies.length, { since: before });
      }
      await anna.closed();
      await bert.collect(() => true, OBSERVED.length, { since });
      await bert.barrier();
      ctx.assert.equal(
        transcriptOf(anna, names),
        SCRIPT.flatMap(([, ...replies]) => replies),
        'what the client gets',
      );
      const seen = transcriptOf(bert, names).slice(since, -1);
      ctx.assert.equal(seen, OBSERVED, 'what the other client sees');
    },
  }),
  defineCase({
    id: 'BIND-1.2',
    title: 'MUST show one room in one order to clients of every binding that is offered',
    async run(ctx) {
      const peers = await Promise.all(ctx.offered.map((binding) => ctx.client({ binding, label: binding })));
      const partner = await ctx.client({ label: 'partner' });
      const all = [...peers, partner];
      const room = await ctx.roomOf(...all);
      for (let round = 0; round < 10; round++)
        for (const peer of all) peer.send({ type: 'say', room, text: `${round} from ${peer.label}` });
      const [first = [], ...others] = await Promise.all(
        all.map((peer) => peer.collect({ type: 'message', room }, 10 * all.length)),
      );
      for (const log of others) ctx.assert.equal(log, first, 'the messages, the same for each client');
    },
  }),
  defineCase({
    id: 'BIND-1.3',
    title: 'MUST give replies without a ref where none was sent, and no said, over every binding',
    async run(ctx) {
      const peer = await ctx.client();
      const room = ctx.room();
      peer.sendTogether([
        { type: 'join', room },
        { type: 'say', room, text: 'x' },
        { type: 'who', room },
        { type: 'leave', room },
      ]);
      const frames = await peer.collect((frame) => 'room' in frame, 4);
      ctx.assert.equal(
        frames.map(({ type }) => type).sort(),
        ['joined', 'left', 'members', 'message'],
        'the frames',
      );
      ctx.assert.that(
        frames.every((frame) => !('ref' in frame)),
        'no ref in them',
        frames,
      );
      await peer.expectNone('said');
    },
  }),
];
