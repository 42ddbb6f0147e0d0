// Mutants that break durability (HIST-5 to HIST-7): data, each one fault. What they do wrong shows when the good server
// behind them is started on the same store a second time.
import type { ServerConfig } from '@hubbub/protocol';
import { defineMutant, type MutableFrame, type Mutant, type MutantHooks } from './mutant.ts';

const lives = new Map<string, number>();

/** A fault of every start on a store but the first. */
function afterRestart(fault: () => () => MutantHooks) {
  return ({ store }: ServerConfig): (() => MutantHooks) => {
    if (store === undefined) return () => ({});
    const life = (lives.get(store) ?? 0) + 1;
    lives.set(store, life);
    return life === 1 ? () => ({}) : fault();
  };
}

/** Loses the newest messages of each room, `joined` included. */
function losesNewest(count: number) {
  return afterRestart(() => () => {
    const lastKept = new Map<unknown, number>();
    return {
      fromServer(frame) {
        if (frame.type === 'joined' && !lastKept.has(frame.room))
          lastKept.set(frame.room, Number(frame.seq) - count);
        const last = lastKept.get(frame.room) ?? 0;
        const isLost =
          frame.type === 'message' && Number(frame.seq) > last && Number(frame.seq) <= last + count;
        return isLost ? undefined : frame;
      },
    };
  });
}

const shiftBy = (frame: MutableFrame, after: number): MutableFrame =>
  typeof frame.seq === 'number' && frame.seq > after ? { ...frame, seq: frame.seq + 1 } : frame;

/** The mutants of HIST-5 to HIST-7. */
export const durableMutants: readonly Mutant[] = [
  defineMutant({
    id: 'durable-by-name-alone',
    title: 'names the feature durable and keeps everything in memory',
    clause: 'HIST-5',
    kills: [
      'HIST-5.1',
      'HIST-5.2',
      'HIST-5.3',
      'HIST-5.4',
      'HIST-5.5',
      'HIST-6.1',
      'HIST-6.2',
      'HIST-6.3',
      'HIST-7.1',
    ],
    reconfigures: ({ store: _, ...config }) => config,
    claims: ['durable'],
  }),
  defineMutant({
    id: 'writes-behind',
    title: 'acknowledges and delivers what it writes later',
    clause: 'HIST-5',
    kills: ['HIST-5.1', 'HIST-6.3'],
    fault: losesNewest(12),
  }),
  defineMutant({
    id: 'loses-a-row',
    title: 'loses the newest message of a room when it starts',
    clause: 'HIST-5',
    kills: ['HIST-5.1', 'HIST-5.3', 'HIST-5.4'],
    fault: losesNewest(1),
  }),
  defineMutant({
    id: 'restores-twice',
    title: 'gives a message twice after a restart',
    clause: 'HIST-5',
    kills: ['HIST-5.1', 'HIST-5.2'],
    fault: afterRestart(() => () => ({
      fromServer: (frame) =>
        frame.type === 'message' && Number(frame.seq) % 5 === 0 ? [frame, frame] : frame,
    })),
  }),
  defineMutant({
    id: 'seq-jumps-after-restart',
    title: 'leaves a number out after a restart',
    clause: 'HIST-6',
    kills: ['HIST-6.1', 'HIST-6.2'],
    fault: afterRestart(() => {
      const lastOf = new Map<unknown, number>();
      return () => ({
        fromServer(frame) {
          if (frame.type === 'joined' && !lastOf.has(frame.room)) lastOf.set(frame.room, Number(frame.seq));
          const last = lastOf.get(frame.room);
          return last === undefined || (frame.type !== 'message' && frame.type !== 'said')
            ? frame
            : shiftBy(frame, last);
        },
      });
    }),
  }),
  defineMutant({
    id: 'ids-forgotten-by-restart',
    title: 'does not know after a restart which ids were used before it',
    clause: 'HIST-6',
    kills: ['HIST-6.2'],
    fault: afterRestart(() => () => ({
      fromClient(frame) {
        if (frame.type !== 'say') return frame;
        const { id: _, ...anonymous } = frame;
        return anonymous as MutableFrame;
      },
    })),
  }),
  defineMutant({
    id: 'store-shared-by-two',
    title: 'starts on a store that another process has',
    clause: 'HIST-7',
    kills: ['HIST-7.1'],
    rereadsConfig: (line) => line.replace(/"store":"[^"]*"/, '"store":":memory:"'),
  }),
];
