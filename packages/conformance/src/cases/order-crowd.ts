// ORDER with thousands of messages and many senders; order.ts has the small cases.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';

const robust = (draft: CaseDraft): ConformanceCase =>
  defineCase({ profile: 'robust', needs: { timeoutMs: 40_000 }, ...draft });
const numbers = (count: number): number[] => [...Array(count).keys()];

/** The cases of ORDER with many messages. */
export const orderCrowdCases: readonly ConformanceCase[] = [
  robust({
    id: 'ORDER-1.3',
    title: 'MUST deliver 1000 messages of one client in the order sent, with no gap',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      for (const round of numbers(10))
        peer.sendTogether(numbers(100).map((i) => ({ type: 'say', room, text: `${100 * round + i}` })));
      const messages = await other.collect({ type: 'message', room }, 1_000, { withinMs: 20_000 });
      ctx.assert.equal(
        messages.findIndex(({ text, seq }, i) => text !== `${i}` || seq !== i + 1),
        -1,
        'the place of the first message out of order',
      );
    },
  }),
  robust({
    id: 'ORDER-1.4',
    title: 'MUST lose and repeat nothing for those who stay while others join and leave',
    async run(ctx) {
      const stay = await ctx.clients(3);
      const room = await ctx.roomOf(...stay);
      const each = 150;
      const churn = numbers(6).map(async () => {
        const peer = await ctx.client();
        for (const _ of numbers(12)) {
          await peer.join(room);
          await peer.ask({ type: 'leave', room }, 'left');
        }
      });
      const talk = stay.slice(0, 2).map(async (peer) => {
        for (const i of numbers(each)) await peer.ask({ type: 'say', room, text: `${i}` }, 'said');
      });
      await Promise.all([...churn, ...talk]);
      for (const peer of stay) {
        await peer.barrier();
        const seqs = peer.received({ type: 'message', room }).map(({ seq }) => seq);
        ctx.assert.equal(
          seqs,
          numbers(2 * each).map((i) => i + 1),
          `the seq of all messages for ${peer.nick}`,
        );
      }
    },
  }),
  robust({
    id: 'ORDER-3.3',
    title: 'MUST send pong after everything that was acknowledged before the ping, while five others talk',
    async run(ctx) {
      const observer = await ctx.client({ label: 'observer' });
      const room = await ctx.roomOf(observer);
      let isOver = false;
      let acknowledged = 0;
      const talk = async (): Promise<void> => {
        const peer = await ctx.client();
        await peer.join(room);
        while (!isOver) {
          const { seq = 0 } = await peer.ask({ type: 'say', room, text: ctx.unique() }, 'said');
          acknowledged = Math.max(acknowledged, seq);
        }
      };
      const talking = Promise.all(numbers(5).map(talk));
      // Where the watch fails first, that is what counts.
      talking.catch(() => undefined);
      const watch = async (): Promise<void> => {
        for (const round of numbers(40)) {
          const before = acknowledged;
          await observer.ask({ type: 'ping', data: round }, 'pong');
          const last = observer.received({ type: 'message', room }).at(-1)?.seq ?? 0;
          ctx.assert.that(
            last >= before,
            `message ${before}, acknowledged before ping ${round}, before its pong`,
            `the last one was ${last}`,
          );
        }
      };
      await watch().finally(() => {
        isOver = true;
      });
      await talking;
    },
  }),
  robust({
    id: 'ORDER-4.2',
    title: 'MUST show all members the same order of 2000 messages of 10 senders',
    async run(ctx) {
      const peers = await ctx.clients(10);
      const room = await ctx.roomOf(...peers);
      const each = 200;
      for (let i = 0; i < each; i += 20) {
        for (const peer of peers)
          peer.sendTogether(numbers(20).map((k) => ({ type: 'say', room, text: `${peer.nick} ${i + k}` })));
      }
      const logs = await Promise.all(
        peers.map(async (peer) =>
          (await peer.collect({ type: 'message', room }, each * peers.length, { withinMs: 30_000 })).map(
            ({ text }) => text,
          ),
        ),
      );
      const [first = [], ...others] = logs;
      for (const [i, log] of others.entries()) {
        const at = log.findIndex((text, k) => text !== first[k]);
        ctx.assert.equal(at, -1, `the place where member ${i + 2} sees another order than the first`);
      }
      for (const { nick } of peers) {
        const own = first
          .filter((text) => text.startsWith(`${nick} `))
          .map((text) => Number(text.split(' ')[1]));
        ctx.assert.equal(own, numbers(each), `the order of ${nick}’s messages`);
      }
    },
  }),
];
