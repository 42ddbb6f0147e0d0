// Places: the caps over all bindings, exactly counted (CAP-1, CAP-2).
import { CLOSE } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { FakeTransport, TestHouse } from './fakes.ts';

test('2N connections give exactly N places, over all bindings, and a freed place is usable again', () => {
  const house = new TestHouse({ limits: { maxConnections: 3 } });
  const bindings = ['lines', 'websocket', 'socket.io', 'lines', 'websocket', 'socket.io'] as const;
  const clients = bindings.map((binding) => house.open(binding));
  expect(clients.map(({ transport }) => transport.types)).toEqual([
    [],
    [],
    [],
    ['error'],
    ['error'],
    ['error'],
  ]);
  const refused = clients[3] as (typeof clients)[number];
  expect(refused.transport.frames).toMatchObject([{ code: 'server_full', retryAfterMs: 1_000, fatal: true }]);
  expect(refused.transport.closed?.code).toBe(CLOSE.full);
  expect(house.house.counters.refused).toBe(3);
  refused.connection.closed();
  expect(house.admission.count).toBe(3);
  clients[0]?.connection.closed();
  expect(house.admission.count).toBe(2);
  expect(house.open('lines').transport.types).toEqual([]);
  expect(house.open('lines').transport.types).toEqual(['error']);
});

test('a refused peer that does not go is dropped', () => {
  const house = new TestHouse({ limits: { maxConnections: 1 } });
  house.client();
  const { transport } = house.client();
  house.clock.advance(900);
  expect(transport.isAborted).toBe(false);
  house.clock.advance(200);
  expect(transport.isAborted).toBe(true);
});

test('addresses have caps of their own', () => {
  const house = new TestHouse({ limits: { maxConnectionsPerAddress: 2 } });
  const admit = (address: string) => house.admission.admit(new FakeTransport(address));
  const [first] = [admit('192.0.2.1'), admit('192.0.2.1')];
  expect(admit('192.0.2.1').refused).toBe('server_full');
  expect(admit('192.0.2.2').refused).toBeUndefined();
  first?.release();
  first?.release();
  expect(admit('192.0.2.1').refused).toBeUndefined();
  expect(admit('192.0.2.1').refused).toBe('server_full');
});

test('a transferred place counts once, until its new owner gives it back', () => {
  const house = new TestHouse();
  const transport = new FakeTransport();
  const socket = house.admission.admit(new FakeTransport());
  const session = socket.transfer(transport);
  socket.release();
  expect([socket.held, session.held, house.admission.count]).toEqual([false, true, 1]);
  const connection = session.open('socket.io', transport);
  connection.closed();
  session.release();
  expect(house.admission.count).toBe(0);
});
