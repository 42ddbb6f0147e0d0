// The smallest server on the contract, for tests of what surrounds a server: lines over node:net, nothing refined.
import { createServer, type Socket } from 'node:net';
import type { Transport } from '../src/contract.ts';
import { defineServer, listenOn } from '../src/index.ts';

/** See above; `apps/server-net` is how it is done well. */
export const plainServer = defineServer({
  name: 'plain',
  framework: 'test',
  bindings: ['lines'],
  fanout: ['batched', 'each'],
  async listen(kit) {
    const listener = createServer((socket) => {
      const transport = transportOf(socket);
      const connection = kit.admit(transport).open('lines', transport);
      socket.on('data', (chunk) => connection.receive(chunk));
      socket.on('drain', () => connection.drained());
      socket.on('error', () => {});
      socket.on('close', () => connection.closed());
    });
    const { authority } = await listenOn(listener, kit.host, kit.port);
    return {
      endpoints: [{ binding: 'lines', url: `tcp://${authority}` }],
      stopAccepting: () => listener.close(),
      close() {},
    };
  },
});

function transportOf(socket: Socket): Transport {
  return {
    remoteAddress: socket.remoteAddress ?? 'gone',
    get bufferedBytes() {
      return socket.writableLength;
    },
    write: (payload) => void socket.write(payload.bytes),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
    abort: () => void socket.destroy(),
  };
}
