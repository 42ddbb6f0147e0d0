// Cases of HIST-3, the request `history` and its pages: data and their runs, nothing that runs them.
import type { HistoryEntry } from '@hubbub/protocol';
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { Peer } from '../peers/peer.ts';

const withHistory = (draft: Omit<CaseDraft, 'features' | 'profile'>): ConformanceCase =>
  defineCase({ ...draft, profile: 'history', features: ['history'] });

async function sayAll(peer: Peer, room: string, texts: readonly string[]): Promise<void> {
  peer.sendTogether(texts.map((text, i) => ({ type: 'say', room, text, ref: `${i}` })));
  await peer.expect({ type: 'said', ref: `${texts.length - 1}` });
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i + 1}`);
const textsOf = (messages: readonly HistoryEntry[]): string[] => messages.map(({ text }) => text);

/** Every page back from the end, put together; at most `most` pages. */
async function allPages(
  peer: Peer,
  room: string,
  limit: number,
  most: number,
): Promise<{ messages: HistoryEntry[]; pages: number }> {
  let messages: HistoryEntry[] = [];
  for (let pages = 1; ; pages++) {
    const before = messages[0]?.seq;
    const page = await peer.ask(
      { type: 'history', room, limit, ...(before !== undefined && { before }) },
      'history',
    );
    messages = [...page.messages, ...messages];
    if (!page.more || pages === most) return { messages, pages };
  }
}

/** The cases of HIST-3. */
export const historyPageCases: readonly ConformanceCase[] = [
  withHistory({
    id: 'HIST-3.1',
    title: 'MUST answer with the newest messages up to limit, oldest first, and say whether there are more',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, numbered(9));
      for (const [limit, texts, more] of [
        [3, ['7', '8', '9'], true],
        [9, numbered(9), false],
        [10, numbered(9), false],
        [1, ['9'], true],
      ] as const) {
        const page = await alice.ask({ type: 'history', room, limit }, 'history');
        ctx.assert.equal(
          [page.room, textsOf(page.messages), page.more],
          [room, texts, more],
          `limit ${limit}`,
        );
      }
    },
  }),
  withHistory({
    id: 'HIST-3.2',
    title: 'MUST take before as exclusive, so that pages back to the first give each message once',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, numbered(10));
      const { messages, pages } = await allPages(alice, room, 4, 10);
      ctx.assert.equal(
        [textsOf(messages), pages],
        [numbered(10), 3],
        'the texts of all pages, and their number',
      );
      const first = await alice.ask({ type: 'history', room, before: 1 }, 'history');
      ctx.assert.equal([first.messages, first.more], [[], false], 'what is before the first');
      const beyond = await alice.ask({ type: 'history', room, before: 1_000_000, limit: 2 }, 'history');
      ctx.assert.equal(textsOf(beyond.messages), ['9', '10'], 'what is before a seq that was not given yet');
    },
  }),
  withHistory({
    id: 'HIST-3.3',
    title: 'MUST give 100 messages where no limit is given, and take a limit of 1000',
    needs: { limits: { historySize: 130, maxFrameBytes: 65_536 } },
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, numbered(125));
      const page = await alice.ask({ type: 'history', room }, 'history');
      ctx.assert.equal(
        [textsOf(page.messages), page.more],
        [numbered(125).slice(25), true],
        'the page and more',
      );
      const all = await alice.ask({ type: 'history', room, limit: 1_000 }, 'history');
      ctx.assert.equal([textsOf(all.messages), all.more], [numbered(125), false], 'all and more');
    },
  }),
  withHistory({
    id: 'HIST-3.4',
    title: 'MUST refuse a limit that is not 1–1000 and a before that is no seq with invalid_field',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      for (const limit of [0, 1_001, -1, 1.5, '5', null])
        await alice.refused({ type: 'history', room, limit }, 'invalid_field', 'limit');
      for (const before of [0, -1, 2.5, '2', null])
        await alice.refused({ type: 'history', room, before }, 'invalid_field', 'before');
      const page = await alice.ask({ type: 'history', room, limit: 1_000, before: 1 }, 'history');
      ctx.assert.equal(page.messages, [], 'the messages of a room where nothing was said');
    },
  }),
  withHistory({
    id: 'HIST-3.5',
    title: 'MUST answer not_joined to a client that is not in the room, or not any more',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, ['secret']);
      await bob.refused({ type: 'history', room }, 'not_joined');
      await bob.refused({ type: 'history', room: ctx.room() }, 'not_joined');
      await bob.join(room);
      await bob.ask({ type: 'history', room }, 'history');
      await bob.ask({ type: 'leave', room }, 'left');
      await bob.refused({ type: 'history', room }, 'not_joined');
    },
  }),
  withHistory({
    id: 'HIST-3.6',
    title: 'MUST page so that each frame fits, whatever the limit, and lose nothing',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize, maxTextBytes } = ctx.limits;
      // Control characters take six bytes each in JSON.
      const texts = numbered(historySize).map((n) => `${n} `.padEnd(maxTextBytes, '\u0001'));
      await sayAll(alice, room, texts);
      const { messages } = await allPages(alice, room, 1_000, historySize);
      ctx.assert.equal(textsOf(messages), texts, 'the texts of all pages');
    },
  }),
  withHistory({
    id: 'HIST-3.7',
    title: 'MUST give each message as it was delivered, and no member more',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await alice.ask({ type: 'say', room, text: 'with id', id: ctx.unique() }, 'said');
      await alice.ask({ type: 'say', room, text: ' ünchanged\n' }, 'said');
      const live = await alice.collect({ type: 'message', room }, 2);
      const { messages } = await alice.ask({ type: 'history', room }, 'history');
      const expected = live.map(({ seq, id, from, text, at }) => ({
        seq,
        ...(id !== undefined && { id }),
        from,
        text,
        at,
      }));
      ctx.assert.equal(messages, expected, 'the messages');
    },
  }),
  withHistory({
    id: 'HIST-3.8',
    title: 'MUST not say that there are more where the rest is gone',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize } = ctx.limits;
      await sayAll(alice, room, numbered(historySize + 3));
      const { messages, pages } = await allPages(alice, room, 20, historySize);
      const expected = [numbered(historySize + 3).slice(3), Math.ceil(historySize / 20)];
      ctx.assert.equal([textsOf(messages), pages], expected, 'the texts of all pages, and their number');
    },
  }),
  defineCase({
    id: 'HIST-3.9',
    title: 'MUST keep nothing, replay nothing and send repeats again where historySize is 0',
    profile: 'history',
    needs: { limits: { historySize: 0 } },
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice);
      const id = ctx.unique();
      for (let i = 0; i < 2; i++) {
        const said = await alice.ask({ type: 'say', room, text: 'again', id }, 'said');
        ctx.assert.equal([said.seq, said.duplicate], [i + 1, undefined], 'seq and duplicate');
      }
      const page = await alice.ask({ type: 'history', room }, 'history');
      ctx.assert.equal([page.messages, page.more], [[], false], 'messages and more');
      await bob.ask({ type: 'join', room, since: 0 }, 'joined');
      await bob.expectNone('message');
    },
  }),
];
