// Clients that come, join and go again, a third each with a reset, a FIN or a bye: whether anything of them stays behind is
// read from the server's process afterwards.
import type { Wire } from '../wires/wire.ts';
import type { Crowd } from './crowd.ts';
import { hostOf, type SocketEvents } from './sockets/port.ts';

const AT_ONCE = 64;
const ROOM = 'bench-churn';

/** Lets so many strangers come and go once; resolves when the last connection is over. */
export async function churn(crowd: Crowd, clients: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [started, over, gone] = [0, 0, 0];
  const more = () => {
    while (started < clients && started - over < AT_ONCE) {
      visit(crowd, started++, (hasJoined) => {
        over++;
        if (hasJoined) gone++;
        if (over < clients) more();
        else if (gone === clients) resolve();
        else reject(new Error(`${clients - gone} of ${clients} visitors could not join`));
      });
    }
  };
  more();
  await promise;
}

/** One visit. */
function visit({ sockets, url, wire, job }: Crowd, number: number, over: (hasJoined: boolean) => void): void {
  const { greeting, scanner } = wire.connect(url);
  let hasJoined = false;
  let kept: Buffer = Buffer.alloc(0);
  const hello = () => {
    const nick = `visitor-${job.process}-${number}`;
    socket.write(wire.encode({ type: 'hello', version: 1, nick }));
    socket.write(wire.encode({ type: 'join', room: ROOM }));
  };
  const leave = () => {
    if (hasJoined) return;
    hasJoined = true;
    if (number % 3 === 0) socket.write(wire.encode({ type: 'bye' }));
    else if (number % 3 === 1) socket.close();
    else socket.reset();
  };
  const events: SocketEvents = {
    opened: () => (greeting.length > 0 ? socket.write(greeting) : hello()),
    read: (bytes, size) => {
      kept = Buffer.concat([kept, bytes.subarray(0, size)]);
      kept = units(wire, scanner, kept, {
        open: hello,
        joined: leave,
        reply: (reply) => socket.write(reply),
      });
    },
    closed: () => over(hasJoined),
  };
  const socket = sockets.dial({ host: hostOf(url), port: Number(url.port) }, events);
}

/** Looks at whole units and gives what is left over. */
function units(
  wire: Wire,
  scanner: ReturnType<Wire['connect']>['scanner'],
  bytes: Buffer,
  tell: { open(): void; joined(): void; reply(bytes: Buffer): void },
): Buffer {
  let from = 0;
  for (;;) {
    const kind = scanner.scan(bytes, from, bytes.length);
    if (kind === 'incomplete' || kind === 'broken') return bytes.subarray(from);
    if (kind === 'open') tell.open();
    if (kind === 'reply') tell.reply(scanner.reply);
    if (kind === 'frame') {
      const frame = wire.decode(bytes.toString('utf8', scanner.start, scanner.end));
      if (frame?.type === 'joined') tell.joined();
    }
    from = scanner.next;
  }
}
