// The null server: a relay in TypeScript that does as little as a relay can, on a selector. It answers hello and join, copies
// each text into a message, and hands each turn's messages to every member in one system call. It is the generator's
// opposite in its ceiling, and the floor under real servers.
import { DefaultSelector, EVENT_READ, EVENT_WRITE, Socket, WOULD_BLOCK } from '@hubbub/selectors';
import { configuredLimits, ready } from './bare-process.ts';
import { type BareMember, BareRoom } from './bare-room.ts';

const LF = 0x0a;
const BACKLOG = 4_096;
const buffer = Buffer.allocUnsafeSlow(262_144);
const selector = new DefaultSelector<() => void>();
const room = new BareRoom((json) => Buffer.from(`${json}\n`, 'latin1'));

function accept(socket: Socket): void {
  let kept: Buffer = Buffer.alloc(0);
  let pending: Buffer[] = [];
  const flush = () => {
    try {
      let sent = socket.sendAll(pending);
      if (sent === WOULD_BLOCK) sent = 0;
      while (pending[0] !== undefined && sent >= pending[0].length)
        sent -= (pending.shift() as Buffer).length;
      if (pending[0] !== undefined) pending[0] = pending[0].subarray(sent);
    } catch {
      close();
      return;
    }
    selector.modify(socket, pending.length > 0 ? EVENT_READ | EVENT_WRITE : EVENT_READ, onReady);
  };
  const write = (bytes: Buffer) => {
    if (socket.fileno() < 0) return;
    if (pending.length > 0) {
      pending.push(bytes);
      return;
    }
    let sent = bytes.length;
    try {
      sent = socket.send(bytes);
    } catch {
      // It has ended, which the next read tells.
    }
    if (sent === bytes.length) return;
    pending = [bytes.subarray(Math.max(0, sent))];
    selector.modify(socket, EVENT_READ | EVENT_WRITE, onReady);
  };
  const member: BareMember = {
    nick: '',
    write,
    answer: (json) => write(Buffer.from(`${json}\n`, 'latin1')),
  };
  const close = () => {
    room.members.delete(member);
    selector.unregister(socket);
    socket.close();
  };
  const onReady = () => {
    if (pending.length > 0) flush();
    if (socket.fileno() < 0) return;
    let size: number;
    try {
      size = socket.receive(buffer);
    } catch {
      size = 0;
    }
    if (size === WOULD_BLOCK) return;
    if (size === 0) {
      close();
      return;
    }
    const bytes =
      kept.length === 0 ? buffer.subarray(0, size) : Buffer.concat([kept, buffer.subarray(0, size)]);
    let from = 0;
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, from)) {
      room.receive(member, bytes.toString('latin1', from, at));
      from = at + 1;
    }
    kept = from === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from));
  };
  selector.register(socket, EVENT_READ, onReady);
}

const limits = await configuredLimits();
const listener = Socket.create('ipv4');
listener.setOption('reuseAddress', 1);
listener.bind({ address: '127.0.0.1', port: 0 });
listener.listen(BACKLOG);
selector.register(listener, EVENT_READ, () => {
  for (let socket = listener.accept(); socket !== undefined; socket = listener.accept()) {
    socket.setOption('noDelay', 1);
    accept(socket);
  }
});
const { port } = listener.localAddress() as { port: number };
ready('bare-selector', 'lines', `tcp://127.0.0.1:${port}`, limits, room);

// A sleep in the kernel is short, since signals wait meanwhile; the room's turn ends with setImmediate.
const turn = () => {
  for (const [key] of selector.select(1)) key.data();
  setImmediate(turn);
};
turn();
