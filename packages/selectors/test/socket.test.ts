// The sockets: each call with what it does and how it says no.
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EpollSelector, EVENT_READ, EVENT_WRITE, EventFd, Socket, WOULD_BLOCK } from '@hubbub/selectors';
import { describe, expect, it } from 'vitest';
import { cleanUpAfterEach, makePair, own, ownSocket } from './resources.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((entry) => entry?.address === '::1');

function listenOn(address: string, port = 0): Socket {
  const listener = ownSocket(Socket.create(isIPv6(address) ? 'ipv6' : 'ipv4'));
  listener.setOption('reuseAddress', 1);
  listener.bind({ address, port });
  listener.listen(16);
  return listener;
}

/** Waits until the socket is ready for these events. */
function awaitReady(socket: Socket, events: number): void {
  using selector = new EpollSelector();
  selector.register(socket, events);
  expect(selector.select(10_000)).toHaveLength(1);
}

function connectTo(listener: Socket, from?: string): Socket {
  const { address, port } = listener.localAddress();
  const client = ownSocket(Socket.create(isIPv6(address) ? 'ipv6' : 'ipv4'));
  if (from !== undefined) client.bind({ address: from, port: 0 });
  if (!client.connect({ address, port })) awaitReady(client, EVENT_WRITE);
  expect(client.takeError()).toBeUndefined();
  return client;
}

function acceptFrom(listener: Socket): Socket {
  awaitReady(listener, EVENT_READ);
  return ownSocket(listener.accept() as Socket);
}

describe('sockets', () => {
  cleanUpAfterEach();

  // Where a machine has no IPv6 the other address stands for the same code.
  it.each(['127.0.0.1', hasIpv6 ? '::1' : '127.0.0.2'])('connect, accept and talk over %s', (address) => {
    const listener = listenOn(address);
    expect(listener.accept()).toBeUndefined();
    const client = connectTo(listener);
    const server = acceptFrom(listener);
    expect(server.peerAddress()).toEqual(client.localAddress());
    expect(client.peerAddress()).toEqual(listener.localAddress());
    const buffer = new Uint8Array(16);
    expect(server.receive(buffer)).toBe(WOULD_BLOCK);
    expect(client.sendAll([bytes('one '), bytes('two '), bytes('three')])).toBe(13);
    awaitReady(server, EVENT_READ);
    expect(server.receive(buffer)).toBe(13);
    expect(buffer.subarray(0, 13)).toEqual(bytes('one two three'));
    client.shutdown('write');
    awaitReady(server, EVENT_READ);
    expect(server.receive(buffer)).toBe(0);
    expect(server.send(bytes('bye'))).toBe(3);
    awaitReady(client, EVENT_READ);
    expect(client.receive(buffer)).toBe(3);
  });

  it('take no more than the kernel has room for', () => {
    const [reader, writer] = makePair();
    writer.setOption('sendBuffer', 4_096);
    const chunk = new Uint8Array(65_536);
    let sent = 0;
    for (let count = writer.send(chunk); count !== WOULD_BLOCK; count = writer.send(chunk)) sent += count;
    expect(sent).toBeGreaterThan(0);
    expect(writer.sendAll([chunk, chunk])).toBe(WOULD_BLOCK);
    let received = 0;
    while (received < sent) received += reader.receive(chunk);
    expect(received).toBe(sent);
  });

  it('may have any source of 127.0.0.0/8', () => {
    const listener = listenOn('127.0.0.1');
    const client = connectTo(listener, '127.1.2.3');
    expect(client.localAddress().address).toBe('127.1.2.3');
    expect(acceptFrom(listener).peerAddress()).toEqual(client.localAddress());
  });

  it('share a port only where both want it', () => {
    const listener = listenOn('127.0.0.1');
    const other = ownSocket(Socket.create('ipv4'));
    expect(() => other.bind(listener.localAddress())).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE', syscall: 'bind' }),
    );
    const sharing = [Socket.create('ipv4'), Socket.create('ipv4')].map(ownSocket) as [Socket, Socket];
    for (const socket of sharing) socket.setOption('reusePort', 1);
    sharing[0].bind({ address: '127.0.0.1', port: 0 });
    sharing[1].bind(sharing[0].localAddress());
    expect(sharing[1].localAddress()).toEqual(sharing[0].localAddress());
  });

  it('tell their options', () => {
    const socket = ownSocket(Socket.create('ipv4'));
    socket.setOption('noDelay', 1);
    socket.setOption('receiveBuffer', 50_000);
    expect(socket.getOption('noDelay')).toBe(1);
    expect(socket.getOption('receiveBuffer')).toBe(100_000);
  });

  it('tell why a connection failed', () => {
    const listener = listenOn('127.0.0.1');
    const { address, port } = listener.localAddress();
    listener.close();
    const client = ownSocket(Socket.create('ipv4'));
    let error: unknown;
    try {
      if (!client.connect({ address, port })) awaitReady(client, EVENT_WRITE);
      error = client.takeError();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(client.peerAddress()).toBeUndefined();
  });

  it('tell a peer that is gone, with an error and no SIGPIPE', () => {
    const [reader, writer] = makePair();
    reader.close();
    expect(() => writer.send(bytes('x'))).toThrow(expect.objectContaining({ code: 'EPIPE', errno: -32 }));
    expect(writer.receive(new Uint8Array(1))).toBe(0);
    expect(() => writer.shutdown('both')).not.toThrow();
  });

  it.each(['localhost', '127.0.0.256', '', '::g', 'fe80::1%lo'])(
    'take no name for an address: "%s"',
    (address) => {
      const socket = ownSocket(Socket.create('ipv4'));
      expect(() => socket.bind({ address, port: 0 })).toThrow(
        expect.objectContaining({ code: 'argument_invalid' }),
      );
    },
  );

  it('refuse a port that is none', () => {
    const socket = ownSocket(Socket.create('ipv4'));
    for (const port of [-1, 65_536, 0.5]) {
      expect(() => socket.bind({ address: '127.0.0.1', port })).toThrow(
        expect.objectContaining({ code: 'argument_invalid' }),
      );
    }
  });

  it('are closed once and then have no descriptor', () => {
    const socket = Socket.create('ipv4');
    socket.close();
    socket.close();
    expect(socket.fileno()).toBe(-1);
    expect(() => socket.send(bytes('x'))).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });

  it('is reset: the peer is told at once', () => {
    const listener = listenOn('127.0.0.1');
    const client = connectTo(listener);
    const server = acceptFrom(listener);
    client.reset();
    client.reset();
    expect(client.fileno()).toBe(-1);
    awaitReady(server, EVENT_READ);
    expect(() => server.receive(new Uint8Array(8))).toThrow(expect.objectContaining({ code: 'ECONNRESET' }));
  });
});

describe('an EventFd', () => {
  cleanUpAfterEach();

  it('is readable from the first signal until it is cleared', () => {
    const selector = own(new EpollSelector());
    const wakeUp = ownSocket(EventFd.create());
    const key = selector.register(wakeUp, EVENT_READ);
    expect(selector.select(0)).toEqual([]);
    wakeUp.signal();
    wakeUp.signal();
    expect(selector.select(0)).toEqual([[key, EVENT_READ]]);
    wakeUp.clear();
    expect(selector.select(0)).toEqual([]);
  });
});
