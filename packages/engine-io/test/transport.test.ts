// The transport over a stand-in for an Engine.IO session: what it counts, holds back and ends. Real clients are in server-socketio.
import { EventEmitter } from 'node:events';
import { CLOSE } from '@hubbub/protocol';
import type { Payload } from '@hubbub/server-kit';
import type { Socket } from 'socket.io';
import { describe, expect, it } from 'vitest';
import { SocketIoTransport } from '../src/index.ts';

/** An Engine.IO session that polls and keeps what it is given. */
class PollingSession extends EventEmitter {
  readonly remoteAddress = '127.0.0.1';
  readonly transport = Object.assign(new EventEmitter(), { name: 'polling' });
  readonly written: unknown[] = [];
  readyState = 'open';

  write(data: string, options: object): void {
    this.written.push(data);
    this.emit('packetCreate', { type: 'message', data, options });
  }

  close(discard = false): void {
    this.readyState = discard ? 'closed' : 'closing';
  }
}

function open(fanout: 'batched' | 'each') {
  const conn = new PollingSession();
  const emitted: unknown[][] = [];
  const socket = { conn, emit: (...event: unknown[]) => emitted.push(event), disconnect() {} };
  return { conn, emitted, transport: new SocketIoTransport(socket as unknown as Socket, fanout) };
}

const payload = {
  frames: [{ type: 'pong' }, { type: 'pong', data: 1 }],
  packets: '2["pong",{}]\x1e42["pong",{"data":1}]',
  bytes: new Uint8Array(40),
} as unknown as Payload;

describe('SocketIoTransport', () => {
  it('writes a batch as one packet and counts its encoded bytes until they are flushed', () => {
    const { conn, transport } = open('batched');
    transport.write(payload);
    expect(conn.written).toEqual([payload.packets]);
    expect(transport.bufferedBytes).toBe(payload.bytes.length);
    conn.emit('flush');
    expect(transport.bufferedBytes).toBe(0);
  });

  it('emits each frame as an event of its own', () => {
    const { emitted, transport } = open('each');
    transport.write(payload);
    expect(emitted).toEqual([
      ['pong', {}],
      ['pong', { data: 1 }],
    ]);
  });

  it('holds back polls while it is paused, and lets them go in order when it is dropped', () => {
    const { transport } = open('batched');
    const order: number[] = [];
    transport.pause();
    transport.whenReading(() => order.push(1));
    transport.whenReading(() => order.push(2));
    expect(order).toEqual([]);
    transport.abort();
    expect(order).toEqual([1, 2]);
  });

  it('keeps a polling session until its last bytes were taken', () => {
    const { conn, transport } = open('batched');
    transport.write(payload);
    transport.close(CLOSE.shutdown);
    expect(conn.readyState).toBe('closing');
    conn.emit('flush');
    conn.emit('drain');
    expect(conn.readyState).toBe('closed');
  });
});
