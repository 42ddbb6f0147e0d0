// Strangers that send what is no frame, again and again, and come back when they are shut out.
import type { Crowd } from '../crowd.ts';
import { type ClientSocket, hostOf } from '../sockets/port.ts';
import type { FaultTracker } from './tracker.ts';

const STEP_MS = 10;
/** No JSON, no frame, no UTF-8, a frame of the wrong form; none ends a server. */
const RUBBISH: readonly Buffer[] = [
  Buffer.from('{"type":\n'),
  Buffer.from('[1,2,3]\n'),
  Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
  Buffer.from('{"type":"say","room":7}\n'),
  Buffer.from(`${'x'.repeat(4_096)}\n`),
];

/** Starts them; gives what stops them. */
export function sendMalformed(
  crowd: Crowd,
  tracker: FaultTracker,
  clients: number,
  ratePerSecond: number,
): () => void {
  const { url, wire, sockets } = crowd;
  const target = { host: hostOf(url), port: Number(url.port) };
  const open: (ClientSocket | undefined)[] = new Array(clients).fill(undefined);
  let isOver = false;
  const dial = (place: number) => {
    const { greeting } = wire.connect(url);
    const socket = sockets.dial(target, {
      opened: () => {
        if (greeting.length > 0) socket.write(greeting);
        open[place] = socket;
      },
      read: () => tracker.detected(),
      closed: () => {
        open[place] = undefined;
        if (isOver) return;
        tracker.closedOne();
        dial(place);
      },
    });
  };
  for (let place = 0; place < clients; place++) dial(place);
  let owed = 0;
  let turn = 0;
  const timer = setInterval(() => {
    owed += (ratePerSecond * STEP_MS) / 1_000;
    for (; owed >= 1; owed--) {
      open[turn % clients]?.write(RUBBISH[Math.floor(turn / clients) % RUBBISH.length] as Buffer);
      turn++;
    }
  }, STEP_MS);
  return () => {
    isOver = true;
    clearInterval(timer);
    for (const socket of open) socket?.close();
  };
}
