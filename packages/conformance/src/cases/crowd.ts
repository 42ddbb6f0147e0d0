// Many clients at once: what holds for two must hold for a hundred. One clause each; the sections have the small cases.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { Peer } from '../peers/peer.ts';
import { believed } from './room-presence.ts';

const robust = (draft: CaseDraft): ConformanceCase =>
  defineCase({ profile: 'robust', needs: { timeoutMs: 40_000 }, ...draft });
const numbers = (count: number): number[] => [...Array(count).keys()];

/** The cases with many clients. */
export const crowdCases: readonly ConformanceCase[] = [
  robust({
    id: 'NICK-2.4',
    title: 'MUST give a nick to exactly one of 100 clients that claim it at once, in any spelling',
    async run(ctx) {
      const nick = ctx.nick().toLowerCase();
      const peers = await ctx.several(100, () => ctx.connect());
      const answers = await Promise.all(
        peers.map((peer, i) =>
          peer.request({ type: 'hello', version: 1, nick: i % 2 ? nick : nick.toUpperCase() }),
        ),
      );
      const codes = answers.map((frame) => (frame.type === 'error' ? frame.code : frame.type));
      ctx.assert.equal(
        [
          codes.filter((code) => code === 'welcome').length,
          codes.filter((code) => code === 'nick_taken').length,
        ],
        [1, 99],
        'how many got welcome and nick_taken',
      );
    },
  }),
  robust({
    id: 'NICK-2.5',
    title: 'MUST give a nick to exactly one of 20 clients that rename themselves to it at once',
    async run(ctx) {
      const peers = await ctx.clients(20);
      const room = await ctx.roomOf(...peers);
      const nick = ctx.nick();
      const answers = await Promise.all(peers.map((peer) => peer.request({ type: 'rename', nick })));
      const codes = answers.map((frame) => (frame.type === 'error' ? frame.code : frame.type));
      ctx.assert.equal(codes.filter((code) => code === 'renamed').length, 1, 'how many got renamed');
      ctx.assert.equal(codes.filter((code) => code === 'nick_taken').length, 19, 'how many got nick_taken');
      const { members } = await (peers[0] as Peer).ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members.filter((member) => member === nick).length, 1, 'members of that nick');
    },
  }),
  robust({
    id: 'NICK-1.4',
    title: 'MUST refuse nicks of thousands of marks and of other long runs with nick_invalid, and go on',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      for (const nick of [
        'a\u0301'.repeat(1_500),
        '\u0344'.repeat(2_000),
        'a'.repeat(7_000),
        '..'.repeat(3_000),
      ]) {
        await peer.refused({ type: 'rename', nick }, 'nick_invalid');
        await other.expectUsable();
      }
    },
  }),
  robust({
    id: 'ROOM-7.4',
    title: 'MUST make members and presence events the truth under the comings and goings of 50 clients',
    async run(ctx) {
      const observers = await ctx.clients(3);
      const room = await ctx.roomOf(...observers);
      const inside: Peer[] = [];
      const churn = async (index: number): Promise<void> => {
        const peer = await ctx.client();
        for (const round of numbers(1 + Math.floor(ctx.random() * 4))) {
          await peer.join(room);
          if ((index + round) % 3 === 0) await peer.ask({ type: 'rename', nick: ctx.nick() }, 'renamed');
          if ((index + round) % 2 === 0) await peer.join(room);
          await peer.ask({ type: 'leave', room }, 'left');
        }
        await peer.join(room);
        if (index % 3 === 0) inside.push(peer);
        else if (index % 3 === 1) peer.reset();
        else await peer.ask({ type: 'bye' }, 'closing');
      };
      await Promise.all(numbers(50).map(churn));
      const truth = [...observers, ...inside].map(({ nick }) => nick).sort();
      const isTruth = (peer: Peer): boolean => believed(peer, room).join() === truth.join();
      for (const peer of [...observers, ...inside]) {
        await peer.expect(() => isTruth(peer)).catch(() => undefined);
        ctx.assert.equal(believed(peer, room), truth, `the members by joined and events, for ${peer.nick}`);
      }
      const { members } = await (observers[0] as Peer).ask({ type: 'who', room }, 'members');
      ctx.assert.equal([...members].sort(), truth, 'the members by who');
    },
  }),
  robust({
    id: 'ROOM-4.6',
    title: 'MUST send nothing of a room outside of a membership while 10 clients join and leave a busy room',
    async run(ctx) {
      const sender = await ctx.client();
      const room = await ctx.roomOf(sender);
      let isOver = false;
      const talk = async (): Promise<void> => {
        while (!isOver) await sender.ask({ type: 'say', room, text: ctx.unique() }, 'said');
      };
      const visits = numbers(10).map(async () => {
        const peer = await ctx.client();
        // What comes outside of a membership is seen by the standing invariants of every peer.
        for (const _ of numbers(15)) {
          peer.sendTogether([
            { type: 'join', room },
            { type: 'leave', room },
          ]);
          await peer.barrier();
        }
        await peer.join(room);
        await peer.ask({ type: 'leave', room }, 'left');
        const since = peer.mark();
        await peer.expectNone((frame) => 'room' in frame && frame.room === room, { since });
      });
      const talking = talk();
      // Where a visit fails first, that is what counts.
      talking.catch(() => undefined);
      await Promise.all(visits).finally(() => {
        isOver = true;
      });
      await talking;
    },
  }),
  robust({
    id: 'ROOM-5.3',
    title:
      'MUST tell of connections that are reset in the middle of a frame once a room, and of nothing else',
    async run(ctx) {
      const observer = await ctx.client({ label: 'observer' });
      const rooms = [await ctx.roomOf(observer), await ctx.roomOf(observer)];
      const peers = await ctx.clients(10);
      for (const peer of peers) for (const room of rooms) await peer.join(room);
      for (const peer of peers) {
        const bytes = peer.bytesOf({ type: 'say', room: rooms[0], text: 'unfinished' });
        peer.sendBytes(bytes.subarray(0, Math.floor(bytes.length * ctx.random())));
        peer.reset();
      }
      for (const room of rooms) {
        for (const { nick } of peers) {
          const { reason } = await observer.expect({ type: 'member_left', room, nick });
          ctx.assert.equal(reason, 'disconnected', 'the reason told to the peers');
        }
      }
      await observer.expectNone('message');
      ctx.assert.equal(observer.received('member_left').length, 20, 'how many departures were told');
    },
  }),
  robust({
    id: 'SAY-1.4',
    title: 'MUST deliver each message to each of 60 members exactly once',
    async run(ctx) {
      const peers = await ctx.clients(60);
      const room = ctx.room();
      await Promise.all(peers.map((peer) => peer.join(room)));
      const senders = peers.slice(0, 5);
      for (const round of numbers(4))
        for (const peer of senders) peer.send({ type: 'say', room, text: `${peer.nick} ${round}` });
      for (const peer of peers) await peer.collect({ type: 'message', room }, 20);
      for (const peer of peers) {
        await peer.barrier();
        const texts = new Set(peer.received({ type: 'message', room }).map(({ text }) => text));
        ctx.assert.equal(
          [texts.size, peer.received({ type: 'message', room }).length],
          [20, 20],
          `how many texts and messages came to ${peer.nick}`,
        );
      }
    },
  }),
  robust({
    id: 'SAY-5.5',
    title: 'MUST send the first of 20 messages of one id in one write, and answer all with its seq',
    features: ['history'],
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const id = ctx.unique();
      peer.sendTogether(numbers(20).map((i) => ({ type: 'say', ref: `s${i}`, room, text: `${i}`, id })));
      const said = await peer.collect('said', 20);
      ctx.assert.equal(
        said.map(({ seq, duplicate = false }) => [seq, duplicate]),
        numbers(20).map((i) => [1, i > 0]),
        'seq and duplicate of each said',
      );
      await other.barrier();
      ctx.assert.equal(
        other.received('message').map(({ text }) => text),
        ['0'],
        'the texts that arrived',
      );
    },
  }),
  robust({
    id: 'SAY-7.2',
    title: 'MUST deliver the last words of 20 clients that end at once, each before its member_left',
    async run(ctx) {
      const observer = await ctx.client({ label: 'observer' });
      const room = await ctx.roomOf(observer);
      const peers = await ctx.clients(20);
      for (const peer of peers) await peer.join(room);
      for (const peer of peers)
        peer.sendTogether([{ type: 'say', room, text: 'last words' }, { type: 'bye' }]);
      await observer.collect({ type: 'member_left', room }, 20);
      for (const { nick } of peers) {
        const at = (type: string): number =>
          observer.log.findIndex(
            ({ frame }) =>
              frame.type === type &&
              (frame.type === 'message' ? frame.from : 'nick' in frame && frame.nick) === nick,
          );
        ctx.assert.that(
          at('message') >= 0 && at('message') < at('member_left'),
          `the message of ${nick}, then its member_left`,
          { message: at('message'), member_left: at('member_left') },
        );
      }
    },
  }),
];
