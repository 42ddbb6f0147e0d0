// Brings a fault about from the clients' side, or waits for what comes from outside; a file each for those that take more
// than a line.
import type { Fault } from '../../faults/schema.ts';
import type { Crowd } from '../crowd.ts';
import { comeBack } from './come-back.ts';
import { sendMalformed } from './malformed.ts';
import { FaultTracker } from './tracker.ts';

/** A fault in progress. */
export interface RunningFault {
  readonly tracker: FaultTracker;
  /** Settles what clients had to get, where the fault changes that; before anything is summed up. */
  settle(): void;
  stop(): void;
}

/** Begins the fault now. */
export function startFault(crowd: Crowd, fault: Fault): RunningFault {
  const tracker = new FaultTracker(crowd, fault.kind);
  crowd.watcher = tracker;
  const { victims } = tracker;
  let stop = () => {};
  switch (fault.kind) {
    case 'slow-readers':
      for (const victim of victims) victim.stall();
      break;
    case 'half-open':
      for (const victim of victims) {
        victim.isMute = true;
        victim.stall();
      }
      break;
    case 'reset-storm':
      for (const victim of victims) victim.drop(true);
      break;
    case 'reconnect-avalanche':
      stop = comeBack(crowd, tracker, victims, { isServerNew: false });
      for (const victim of victims) victim.drop(true);
      break;
    case 'malformed':
      if (crowd.job.process === 0) stop = sendMalformed(crowd, tracker, fault.clients, fault.ratePerSecond);
      break;
    case 'kill':
      stop = comeBack(crowd, tracker, crowd.clients, { isServerNew: true });
      break;
    case 'drain':
      crowd.isExpectingClosures = true;
      break;
    case 'pause':
      break;
  }
  return {
    tracker,
    settle: () => {
      if (fault.kind !== 'drain') return;
      // A server that ends owes what it has acknowledged (STOP-1), and no more.
      for (const client of crowd.clients) client.ledger.leave(client.room.acks.highestSeq);
    },
    stop: () => {
      stop();
      crowd.watcher = {};
    },
  };
}
