// Cases of LINE: how a byte stream is cut into lines, whatever way it arrives.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

const line = (draft: CaseDraft): ConformanceCase => defineCase({ bindings: ['lines'], ...draft });

/** A sender and a reader in one room. */
async function pair(ctx: CaseContext): Promise<{ peer: Peer; other: Peer; room: string }> {
  const [peer, other] = await ctx.clients(2);
  return { peer, other, room: await ctx.roomOf(peer, other) };
}

/** Sends one `say` cut at the offsets and wants it to arrive once, with one `said`. */
async function arrivesCut(
  ctx: CaseContext,
  { peer, other, room }: Awaited<ReturnType<typeof pair>>,
  text: string,
  offsets: (bytes: Uint8Array) => readonly number[],
): Promise<void> {
  const ref = ctx.unique();
  const bytes = peer.bytesOf({ type: 'say', room, text, ref });
  const since = other.mark();
  await peer.sendChunks(bytes, offsets(bytes));
  await peer.expect({ type: 'said', ref });
  await other.expect({ type: 'message', room, text, from: peer.nick }, { since });
}

/** Offsets that lie inside characters of more than one byte. */
const insideCharacters = (bytes: Uint8Array): number[] =>
  [...bytes.keys()].filter((at) => ((bytes[at] ?? 0) & 0xc0) === 0x80);

/** The cases of LINE. */
export const lineCases: readonly ConformanceCase[] = [
  line({
    id: 'LINE-1.1',
    title: 'MUST take CR LF for LF and answer with LF alone',
    async run(ctx) {
      const { peer, other, room } = await pair(ctx);
      peer.sendBytes(`{"type":"say","room":"${room}","text":"with CR","ref":"a"}\r\n`);
      await peer.expect({ type: 'said', ref: 'a' });
      await other.expect({ type: 'message', room, text: 'with CR' });
      await peer.expectNone('error');
    },
  }),
  line({
    id: 'LINE-1.2',
    title: 'MUST ignore empty lines, ended by LF or CR LF, without an error',
    async run(ctx) {
      const peer = await ctx.client();
      // More of them than bad frames would be borne.
      peer.sendBytes('\n\r\n'.repeat(ctx.limits.maxBadFrames + 2));
      peer.sendBytes('\n{"type":"rooms","ref":"a"}\n\n\r\n{"type":"rooms","ref":"b"}\r\n\r\n');
      await peer.expect({ type: 'rooms', ref: 'a' });
      await peer.expect({ type: 'rooms', ref: 'b' });
      await peer.expectNone('error');
    },
  }),
  line({
    id: 'LINE-1.3',
    title: 'MUST send no raw LF or CR inside a frame',
    async run(ctx) {
      const { peer, other, room } = await pair(ctx);
      const text = 'a\nb\rc\r\nd\u0085e\u2028f{"type":"error"}\n';
      await peer.ask({ type: 'say', room, text }, 'said');
      await other.expect({ type: 'message', room, text });
      await other.expectNone('error');
    },
  }),
  line({
    id: 'LINE-1.4',
    title: 'MUST count maxFrameBytes without the terminator, CR LF as well',
    async run(ctx) {
      const peer = await ctx.client();
      const bare = '{"type":"rooms","ref":"full","pad":""}';
      const full = bare.replace('""', `"${'x'.repeat(ctx.limits.maxFrameBytes - bare.length)}"`);
      peer.sendBytes(`${full}\r\n`);
      await peer.expect({ type: 'rooms', ref: 'full' });
      await peer.expectUsable();
    },
  }),
  line({
    id: 'LINE-2.1',
    title: 'MUST give the same result wherever a frame is split in two',
    async run(ctx) {
      const both = await pair(ctx);
      const { length } = both.peer.bytesOf({
        type: 'say',
        room: both.room,
        text: 'aé€🦊',
        ref: ctx.unique(),
      });
      for (let at = 1; at < length; at++) await arrivesCut(ctx, both, 'aé€🦊', () => [at]);
      const texts = both.other.received('message').map(({ text }) => text);
      ctx.assert.equal(
        texts,
        Array.from({ length: length - 1 }, () => 'aé€🦊'),
        'the texts that arrived',
      );
    },
  }),
  line({
    id: 'LINE-2.2',
    title: 'MUST take a frame that comes one byte at a time',
    async run(ctx) {
      await arrivesCut(ctx, await pair(ctx), 'byte by byte: é€🦊', (bytes) => [...bytes.keys()].slice(1));
    },
  }),
  line({
    id: 'LINE-2.3',
    title: 'MUST take frames that are split inside characters of two, three and four bytes',
    async run(ctx) {
      const both = await pair(ctx);
      for (const text of ['é', '€', '🦊', 'x🦊y€zé']) await arrivesCut(ctx, both, text, insideCharacters);
    },
  }),
  line({
    id: 'LINE-2.4',
    title: 'MUST take CR and LF that come in different writes for one end of line',
    async run(ctx) {
      const peer = await ctx.client();
      const bytes = Buffer.from('{"type":"rooms","ref":"a"}\r\n\r\n{"type":"rooms","ref":"b"}\r\n');
      const offsets = [...bytes.keys()].filter((at) => bytes[at] === 0x0a);
      await peer.sendChunks(bytes, offsets);
      await peer.expect({ type: 'rooms', ref: 'a' });
      await peer.expect({ type: 'rooms', ref: 'b' });
      await peer.expectNone('error');
    },
  }),
  line({
    id: 'LINE-2.5',
    title: 'MUST answer fifty frames of one write in order',
    async run(ctx) {
      const peer = await ctx.client();
      const refs = Array.from({ length: 50 }, (_, i) => `ref ${i}`);
      peer.sendTogether(refs.map((ref) => ({ type: 'rooms', ref })));
      const replies = await peer.collect('rooms', refs.length);
      ctx.assert.equal(
        replies.map(({ ref }) => ref),
        refs,
        'the refs of the replies',
      );
    },
  }),
  line({
    id: 'LINE-2.6',
    title: 'MUST take writes that hold the end of one frame and the start of the next',
    async run(ctx) {
      const peer = await ctx.client();
      const refs = Array.from({ length: 12 }, (_, i) => `é${i}`);
      const bytes = Buffer.concat(refs.map((ref) => peer.bytesOf({ type: 'rooms', ref })));
      const offsets = Array.from({ length: Math.floor(bytes.length / 17) }, (_, i) => (i + 1) * 17).filter(
        (at) => at < bytes.length,
      );
      await peer.sendChunks(bytes, offsets);
      const replies = await peer.collect('rooms', refs.length);
      ctx.assert.equal(
        replies.map(({ ref }) => ref),
        refs,
        'the refs of the replies',
      );
    },
  }),
  line({
    id: 'LINE-2.7',
    title: 'MUST give the same result for any split of a long stream of frames',
    async run(ctx) {
      const { peer, other, room } = await pair(ctx);
      const texts = Array.from(
        { length: 40 },
        (_, i) => `${i} é€🦊 ${'x'.repeat(Math.floor(ctx.random() * 120))}`,
      );
      const bytes = Buffer.concat(texts.map((text) => peer.bytesOf({ type: 'say', room, text })));
      const cuts = Array.from({ length: 30 }, () => 1 + Math.floor(ctx.random() * (bytes.length - 1)));
      await peer.sendChunks(
        bytes,
        [...new Set(cuts)].sort((a, b) => a - b),
      );
      const messages = await other.collect('message', texts.length);
      ctx.assert.equal(
        messages.map(({ text }) => text),
        texts,
        'the texts that arrived',
      );
    },
  }),
  line({
    id: 'LINE-3.1',
    title: 'MUST not take bytes after the last LF for a frame when the client ends',
    async run(ctx) {
      const { peer, other, room } = await pair(ctx);
      const whole = peer.bytesOf({ type: 'say', room, text: 'whole' });
      const unfinished = peer.bytesOf({ type: 'say', room, text: 'unfinished' }).subarray(0, -1);
      peer.sendBytes(Buffer.concat([whole, unfinished]));
      peer.end();
      await other.expect({ type: 'member_left', room, nick: peer.nick });
      await other.expectNone({ type: 'message', text: 'unfinished' });
      ctx.assert.equal(
        other.received('message').map(({ text }) => text),
        ['whole'],
        'the texts that arrived',
      );
    },
  }),
  line({
    id: 'LINE-3.2',
    title: 'MUST not answer bytes after the last LF with an error when the client ends',
    async run(ctx) {
      const peer = await ctx.client();
      peer.sendBytes('{"type":"rooms","ref":"a"}\n{"type":"no-such');
      await peer.expect({ type: 'rooms', ref: 'a' }); // whether replies come after the end is LINE-4
      peer.end();
      await peer.closed();
      ctx.assert.equal(peer.received('error'), [], 'the errors before the close');
    },
  }),
  line({
    id: 'LINE-4.1',
    title: 'SHOULD deliver the replies to what it had received after a half-close, then close',
    async run(ctx) {
      const peer = await ctx.client();
      const room = ctx.room();
      const frames = Array.from({ length: 20 }, (_, i) => ({ type: 'say', room, text: 'x', ref: `s${i}` }));
      peer.sendTogether([{ type: 'join', room, ref: 'j' }, ...frames]);
      peer.end();
      await peer.expect({ type: 'joined', ref: 'j' });
      await peer.collect('said', frames.length);
      await peer.closed();
    },
  }),
];
