// A hand-written batched relay on node:net, to hold the real server against: the floor of what its way can cost.
import { createServer } from 'node:net';
import { configuredLimits, ready } from './bare-process.ts';
import { type BareMember, BareRoom } from './bare-room.ts';

const room = new BareRoom((json) => Buffer.from(`${json}\n`));

const server = createServer({ noDelay: true }, (socket) => {
  const member: BareMember = {
    nick: '',
    write: (batch) => void socket.write(batch),
    answer: (json) => void socket.write(`${json}\n`),
  };
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) room.receive(member, line);
  });
  socket.on('error', () => {});
  socket.on('close', () => room.members.delete(member));
});

const limits = await configuredLimits();
server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  ready('bare-net', 'lines', `tcp://127.0.0.1:${address.port}`, limits, room);
});
