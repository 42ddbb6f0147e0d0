// The wires against a library that was not written here, and at the edges of what they read.
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { wireOf } from '../src/wires/wire.ts';
import { upgraded } from './fixtures/stream.ts';

describe('websocket', () => {
  it('is understood by ws, and understands it', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/hubbub' });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = new URL(`ws://127.0.0.1:${port}/hubbub`);
    const texts = ['short', 'm'.repeat(200), 'l'.repeat(70_000)];
    server.on('connection', (socket) => {
      expect(socket.protocol).toBe('hubbub.v1');
      socket.ping('x');
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    const wire = wireOf('websocket');
    const { greeting, scanner } = wire.connect(url);
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.write(greeting);
    const heard: unknown[] = [];
    const kinds = new Set<string>();
    let bytes = Buffer.alloc(0);
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes = Buffer.concat([bytes, chunk]);
      for (let found = scanner.scan(bytes, 0, bytes.length); found !== 'incomplete'; ) {
        kinds.add(found);
        if (found === 'open') {
          for (const text of texts) socket.write(wire.encode({ type: 'say', room: 'r', text }));
        } else if (found === 'reply') socket.write(scanner.reply);
        else if (found === 'frame')
          heard.push(wire.decode(bytes.toString('utf8', scanner.start, scanner.end))?.text);
        bytes = bytes.subarray(scanner.next);
        found = scanner.scan(bytes, 0, bytes.length);
      }
      // Leaving the loop destroys the socket.
      if (heard.length === texts.length) break;
    }
    server.close();
    expect(heard).toEqual(texts);
    expect([...kinds].sort()).toEqual(['frame', 'open', 'reply']);
  });

  it.each([
    ['a masked frame', [0x81, 0x81, 1, 2, 3, 4, 5]],
    ['a reserved bit', [0xc1, 0x01, 0x20]],
    ['a binary message', [0x82, 0x01, 0x20]],
    ['a part of a message', [0x01, 0x01, 0x20]],
  ])('calls %s broken', (_, bytes) => {
    const { greeting, scanner } = wireOf('websocket').connect(new URL('ws://localhost:1/hubbub'));
    const key = /Key: (\S+)/.exec(greeting.toString())?.[1];
    expect(key).toHaveLength(24);
    const refused = Buffer.from('HTTP/1.1 101 x\r\nSec-WebSocket-Accept: wrong\r\n\r\n');
    expect(scanner.scan(refused, 0, refused.length)).toBe('broken');
    const accepted = upgraded(key ?? '');
    expect(scanner.scan(accepted, 0, accepted.length)).toBe('open');
    expect(scanner.scan(Buffer.from(bytes), 0, bytes.length)).toBe('broken');
  });
});

it('lines skip empty lines and wait for the whole of one', () => {
  const { scanner } = wireOf('lines').connect(new URL('tcp://localhost:1'));
  const bytes = Buffer.from('\n{"type":"a"}\n{"ty');
  expect(scanner.scan(bytes, 0, bytes.length)).toBe('skip');
  expect(scanner.scan(bytes, scanner.next, bytes.length)).toBe('frame');
  expect(bytes.toString('utf8', scanner.start, scanner.end)).toBe('{"type":"a"}');
  expect(scanner.scan(bytes, scanner.next, bytes.length)).toBe('incomplete');
});

it('no wire takes for a frame what is none', () => {
  expect(wireOf('lines').decode('[1]')).toBeUndefined();
  expect(wireOf('lines').decode('{"type":')).toBeUndefined();
  expect(wireOf('socket.io').decode('{"type":"a"}')).toBeUndefined();
  expect(wireOf('socket.io').decode('["a",{"b":1}]')).toEqual({ type: 'a', b: 1 });
});
