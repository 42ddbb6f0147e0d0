// A hand-written batched relay on ws, to hold the real server against: ws reads and closes, and each tick's messages go to
// the sockets below it as one pre-built run of frames.
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { configuredLimits, ready } from './bare-process.ts';
import { type BareMember, BareRoom } from './bare-room.ts';

function textFrame(json: string): Buffer {
  const length = Buffer.byteLength(json);
  const header = length < 126 ? 2 : 4;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x81;
  frame[1] = Math.min(length, 126);
  if (header === 4) frame.writeUInt16BE(length, 2);
  frame.write(json, header);
  return frame;
}

const room = new BareRoom(textFrame);
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, skipUTF8Validation: false });

sockets.on('connection', (webSocket, request) => {
  const socket: Socket = request.socket;
  socket.setNoDelay(true);
  const member: BareMember = {
    nick: '',
    write: (batch) => void socket.write(batch),
    answer: (json) => webSocket.send(json),
  };
  webSocket.on('message', (data: Buffer) => room.receive(member, data.toString('latin1')));
  webSocket.on('error', () => {});
  webSocket.on('close', () => room.members.delete(member));
});

const limits = await configuredLimits();
server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  ready('bare-ws', 'websocket', `ws://127.0.0.1:${address.port}/hubbub`, limits, room);
});
