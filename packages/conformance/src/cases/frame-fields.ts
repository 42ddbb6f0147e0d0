// FRAME-4 and 7: members that are missing, of the wrong JSON type, out of range or no text that may travel. What is
// wrong is generated from the schemas of the requests, so that no member is forgotten.
import { ClientFrames, type ClientFrameType } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { OutFrame, Peer } from '../peers/peer.ts';

interface MemberSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Frozen: the number of each request in the ids FRAME-4.<n>. */
const REQUESTS = {
  rename: 1,
  join: 2,
  leave: 3,
  who: 4,
  rooms: 5,
  say: 6,
  direct: 7,
  history: 8,
  hello: 9,
} as const;
type Request = keyof typeof REQUESTS;

const schemaOf = (
  type: ClientFrameType,
): { properties: Record<string, MemberSchema>; required: readonly string[] } => ClientFrames[type] as never;

/** A request that is right in every member, optional ones included. */
function validRequest(type: Request, peer: Peer, ctx: CaseContext): OutFrame {
  const room = ctx.room();
  const requests: Record<Request, object> = {
    rename: { nick: ctx.nick() },
    join: { room, since: 0 },
    leave: { room },
    who: { room, after: 'a' },
    rooms: { after: 'a' },
    say: { room, text: 'x', id: 'i' },
    direct: { to: peer.nick || ctx.nick(), text: 'x', id: 'i' },
    history: { room, before: 5, limit: 5 },
    hello: { version: 1, nick: ctx.nick(), session: 'unknown', token: 'unknown' },
  };
  return { type, ...requests[type] };
}

/** Values that are not of the member's JSON type, or out of its range. */
function wrongValues({ type, minimum, maximum }: MemberSchema): unknown[] {
  const others: unknown[] = [null, true, [], {}, ['x'], { x: 1 }];
  if (type === 'string') return [...others, 1, 0];
  const ranged = [
    minimum === undefined ? [] : [minimum - 1],
    maximum === undefined ? [] : [maximum + 1],
  ].flat();
  return [...others, '1', '', 1.5, ...ranged];
}

/** One wrong request, and the member that the error must name. */
function* wrongRequests(type: Request, right: OutFrame): Generator<[frame: OutFrame, field: string]> {
  const { properties, required } = schemaOf(type);
  for (const [name, schema] of Object.entries(properties)) {
    if (name === 'type' || name === 'ref') continue;
    if (required.includes(name)) {
      const { [name]: _, ...without } = right;
      yield [without as OutFrame, name];
    }
    for (const value of wrongValues(schema)) yield [{ ...right, [name]: value }, name];
  }
}

const generated = (Object.keys(REQUESTS) as Request[]).map((type) =>
  defineCase({
    id: `FRAME-4.${REQUESTS[type]}`,
    title: `MUST refuse ${type} with a member missing, of the wrong type or out of range with invalid_field, naming it`,
    features: type === 'history' ? ['history'] : [],
    async run(ctx) {
      const peer = type === 'hello' ? await ctx.connect() : await ctx.client();
      const right = validRequest(type, peer, ctx);
      for (const [frame, field] of wrongRequests(type, right))
        await peer.refused(frame, 'invalid_field', field);
      // What is right is taken for a request still: the refusals had to do with the members alone.
      const { session: _, token: __, ...plain } = right as OutFrame & { session?: string; token?: string };
      const answer = await peer.request(plain);
      const isTaken = answer.type !== 'error' || answer.code === 'not_joined';
      ctx.assert.that(isTaken, `${type} with all its members right to be taken`, answer);
    },
  }),
);

/** Strings that may not travel in a member that the protocol names. */
const NOT_TRANSPORTABLE = ['\ud800', 'a\udfffb', '\ude00\ud83d', 'a\u0000b', '\u0000'];

/** Every string member of every request, with a string that may not travel. */
async function refusesInEveryMember(ctx: CaseContext, strings: readonly string[]): Promise<void> {
  const peer = await ctx.client();
  for (const type of Object.keys(REQUESTS) as Request[]) {
    if (type === 'hello' || (type === 'history' && !ctx.features.includes('history'))) continue;
    const right = validRequest(type, peer, ctx);
    for (const [name, schema] of Object.entries(schemaOf(type).properties)) {
      if (schema.type !== 'string' || name === 'ref' || name === 'type') continue;
      for (const bad of strings) await peer.refused({ ...right, [name]: bad }, 'invalid_field', name);
    }
  }
  await peer.join(ctx.room());
}

/** The cases of FRAME-4 and FRAME-7. */
export const frameFieldCases: readonly ConformanceCase[] = [
  ...generated,
  defineCase({
    id: 'FRAME-4.10',
    title: 'MUST refuse a ref of the wrong type or length with invalid_field and not send it back',
    async run(ctx) {
      const peer = await ctx.client();
      for (const ref of [null, 1, true, [], {}, '', 'r'.repeat(65), 'é'.repeat(33)]) {
        const since = peer.mark();
        peer.send({ type: 'rooms', ref });
        const error = await peer.expect('error', { since });
        ctx.assert.equal(
          [error.code, error.field, error.ref],
          ['invalid_field', 'ref', undefined],
          `the error for ref ${JSON.stringify(ref)}`,
        );
      }
      await peer.ask({ type: 'rooms' }, 'rooms');
    },
  }),
  defineCase({
    id: 'FRAME-4.11',
    title:
      'MUST send a ref of up to 64 bytes back as it came, in replies and errors, and none where none was sent',
    async run(ctx) {
      const peer = await ctx.client();
      for (const ref of [
        'r',
        '0',
        'r'.repeat(64),
        'é'.repeat(32),
        '🦊'.repeat(16),
        '"\\\n\u0001',
        '__proto__',
      ]) {
        const since = peer.mark();
        peer.sendTogether([
          { type: 'rooms', ref },
          { type: 'leave', room: 'nobody-is-here', ref },
        ]);
        const reply = await peer.expect('rooms', { since });
        const error = await peer.expect('error', { since });
        ctx.assert.equal([reply.ref, error.ref], [ref, ref], 'ref in the reply and the error');
      }
      const since = peer.mark();
      peer.sendTogether([{ type: 'rooms' }, { type: 'leave', room: 'nobody-is-here' }]);
      await peer.expect({ type: 'rooms', ref: undefined }, { since });
      await peer.expect({ type: 'error', code: 'not_joined', ref: undefined }, { since });
    },
  }),
  defineCase({
    id: 'FRAME-4.12',
    title: 'MUST let nothing of a frame with an invalid member take effect',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const [fresh, since] = [ctx.room(), other.mark()];
      await peer.refused({ type: 'join', room: fresh, since: -1 }, 'invalid_field', 'since');
      await peer.refused({ type: 'say', room, text: 'never', id: '' }, 'invalid_field', 'id');
      await peer.refused({ type: 'direct', to: other.nick, text: 'never', id: 7 }, 'invalid_field', 'id');
      await peer.refused({ type: 'say', room: fresh, text: 'x' }, 'not_joined');
      const { seq } = await peer.ask({ type: 'say', room, text: 'first' }, 'said');
      ctx.assert.equal(seq, 1, 'the seq of the first message that was accepted');
      await other.expect({ type: 'message', room, text: 'first' });
      await other.expectNone((frame) => 'text' in frame && frame.text === 'never', { since });
    },
  }),
  defineCase({
    id: 'FRAME-7.1',
    title: 'MUST refuse a lone surrogate in a string member with invalid_field',
    run: (ctx) =>
      refusesInEveryMember(
        ctx,
        NOT_TRANSPORTABLE.filter((text) => !text.includes('\0')),
      ),
  }),
  defineCase({
    id: 'FRAME-7.2',
    title: 'MUST refuse U+0000 in a string member with invalid_field',
    run: (ctx) =>
      refusesInEveryMember(
        ctx,
        NOT_TRANSPORTABLE.filter((text) => text.includes('\0')),
      ),
  }),
  defineCase({
    id: 'FRAME-7.3',
    title: 'MUST refuse a ref with a lone surrogate or U+0000 and not send it back',
    async run(ctx) {
      const peer = await ctx.client();
      for (const ref of NOT_TRANSPORTABLE) {
        const since = peer.mark();
        peer.send({ type: 'rooms', ref });
        const error = await peer.expect('error', { since });
        ctx.assert.equal(
          [error.code, error.field, error.ref],
          ['invalid_field', 'ref', undefined],
          'the error',
        );
      }
      await peer.expectNone('rooms');
      await peer.ask({ type: 'rooms' }, 'rooms');
    },
  }),
  defineCase({
    id: 'FRAME-7.4',
    title: 'MUST take a pair of surrogates that is written as escapes for the character that it is',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const text = peer.textOf({ type: 'say', room, text: 'a PAIR b' });
      peer.sendText(text.replace('PAIR', '\\ud83e\\udd8a'));
      await other.expect({ type: 'message', room, text: 'a 🦊 b' });
      await peer.expectNone('error');
    },
  }),
];
