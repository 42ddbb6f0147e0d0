// Mutants that break the section ORDER: data, each one fault.
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';
import { altered } from './refusal.ts';

/** Sends a frame that `when` picks after the next one, or after a moment where none comes. */
function swapped(when: (frame: MutableFrame) => boolean, emit: (frame: MutableFrame) => void) {
  let held: MutableFrame | undefined;
  const flush = (): MutableFrame[] => {
    const frames = held ? [held] : [];
    held = undefined;
    return frames;
  };
  return (frame: MutableFrame): MutableFrame[] => {
    if (held) return [frame, ...flush()];
    if (!when(frame)) return [frame];
    held = frame;
    setTimeout(() => flush().forEach(emit), 25).unref();
    return [];
  };
}

/** The mutants of ORDER. */
export const orderMutants: readonly Mutant[] = [
  defineMutant({
    id: 'seq-from-two',
    title: 'numbers messages from 2',
    clause: 'ORDER-1',
    kills: ['ORDER-1.1', 'ORDER-1.2', 'SAY-2.1'],
    fault: altered('message', (frame) => ({ ...frame, seq: Number(frame.seq) + 1 })),
  }),
  defineMutant({
    id: 'replies-swapped',
    title: 'sends said after the reply to the next request',
    clause: 'ORDER-2',
    kills: ['ORDER-2.1'],
    fault: () => (connection) => ({
      fromServer: swapped(
        (frame) => frame.type === 'said',
        (frame) => connection.toClient(frame),
      ),
    }),
  }),
  defineMutant({
    id: 'requests-swapped',
    title: 'takes some messages of a client out of order',
    clause: 'ORDER-2',
    kills: ['ORDER-2.2'],
    fault: () => (connection) => {
      let count = 0;
      return {
        fromClient: swapped(
          (frame) => frame.type === 'say' && ++count % 7 === 0,
          (frame) => connection.toServer(frame),
        ),
      };
    },
  }),
  defineMutant({
    id: 'pong-early',
    title: 'answers ping past everything that is queued',
    clause: 'ORDER-3',
    kills: ['ORDER-3.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (frame.type !== 'ping' || connection.nick === '') return frame;
        const { ref, data } = frame;
        connection.toClient({
          type: 'pong',
          ...(ref === undefined ? {} : { ref }),
          ...(data === undefined ? {} : { data }),
        });
        return undefined;
      },
    }),
  }),
  defineMutant({
    id: 'pong-past-held-messages',
    title: 'holds messages for a moment to send them together, and lets pong overtake them',
    clause: 'ORDER-3',
    kills: ['ORDER-3.1', 'ORDER-3.2', 'ORDER-3.3'],
    fault: () => (connection) => {
      let held: MutableFrame[] = [];
      const flush = (): MutableFrame[] => held.splice(0);
      return {
        fromServer(frame) {
          if (frame.type === 'pong') return frame;
          if (frame.type !== 'message') return [...flush(), frame];
          held = [...held, { ...frame }];
          if (held.length > 1) return undefined;
          const later = (): void => {
            for (const one of flush()) connection.toClient(one);
          };
          setTimeout(later, 25).unref();
          return undefined;
        },
      };
    },
  }),
  defineMutant({
    id: 'order-differs-by-member',
    title: 'shows some members another order, renumbered',
    clause: 'ORDER-4',
    kills: ['ORDER-4.1', 'ORDER-4.2'],
    fault: () => (connection) => {
      if (connection.id % 2 === 0) return {};
      let count = 0;
      const swap = swapped(
        (frame) => frame.type === 'message' && ++count % 5 === 0,
        (frame) => connection.toClient(frame),
      );
      return {
        fromServer(frame) {
          const frames = swap(frame);
          const [first, second] = frames;
          if (first?.type !== 'message' || second?.type !== 'message' || first.room !== second.room)
            return frames;
          // The numbers stay in order, so only a comparison between members can tell.
          return [
            { ...first, seq: second.seq },
            { ...second, seq: first.seq },
          ];
        },
      };
    },
  }),
];
