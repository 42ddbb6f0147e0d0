// Fan-out: the order that each client sees is the order of the calls, whatever the mode; and what is shared is shared.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NativeRooms } from '../src/contract.ts';
import { FakeTransport, TestHouse } from './fakes.ts';

const CLIENTS = 3;
const ROOMS = ['a', 'b'] as const;

const action = fc.oneof(
  fc.record({
    kind: fc.constant('join' as const),
    who: fc.nat(CLIENTS - 1),
    room: fc.constantFrom(...ROOMS),
  }),
  fc.record({
    kind: fc.constant('leave' as const),
    who: fc.nat(CLIENTS - 1),
    room: fc.constantFrom(...ROOMS),
  }),
  fc.record({ kind: fc.constant('publish' as const), room: fc.constantFrom(...ROOMS) }),
  fc.record({ kind: fc.constant('send' as const), who: fc.nat(CLIENTS - 1) }),
  fc.record({ kind: fc.constant('tell' as const), who: fc.nat(CLIENTS - 1), other: fc.nat(CLIENTS - 1) }),
  fc.record({ kind: fc.constant('backlog' as const), who: fc.nat(CLIENTS - 1), length: fc.nat(3) }),
  fc.record({ kind: fc.constant('stall' as const), who: fc.nat(CLIENTS - 1), yes: fc.boolean() }),
  fc.record({ kind: fc.constant('flush' as const) }),
);

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

function fakeNativeRooms(): NativeRooms {
  const rooms = new Map<string, Set<FakeTransport>>();
  return {
    join(connection, room) {
      const members = rooms.get(room) ?? new Set();
      rooms.set(room, members.add(connection.transport as FakeTransport));
    },
    leave: (connection, room) => void rooms.get(room)?.delete(connection.transport as FakeTransport),
    publish(room, payload) {
      for (const transport of rooms.get(room) ?? []) transport.write(payload);
    },
  };
}

/** Runs the actions and answers what each client got. */
function sequences(mode: 'each' | 'batched' | 'native', actions: readonly Action[]): string[][] {
  const { house, admission } = new TestHouse({ fanout: mode, native: fakeNativeRooms() });
  const transports = Array.from({ length: CLIENTS }, () => new FakeTransport());
  const clients = transports.map((transport) => {
    admission.admit(transport).open('lines', transport);
    const outbox = [...admission.connections].at(-1)?.outbox;
    if (outbox === undefined) throw new Error('no outbox');
    return outbox;
  });
  const outboxOf = (who: number) => clients[who] as (typeof clients)[number];
  let count = 0;
  const frame = () => ({ type: 'pong' as const, data: ++count });
  for (const step of actions) {
    if (step.kind === 'join') house.fanout.join(step.room, outboxOf(step.who));
    else if (step.kind === 'leave') house.fanout.leave(step.room, outboxOf(step.who));
    else if (step.kind === 'publish') house.fanout.publish(step.room, frame());
    else if (step.kind === 'send') outboxOf(step.who).send(frame());
    else if (step.kind === 'tell') {
      house.fanout.tell(new Set([outboxOf(step.who), outboxOf(step.other)]), frame());
    } else if (step.kind === 'backlog') {
      outboxOf(step.who).sendAll(Array.from({ length: step.length }, frame));
    } else if (step.kind === 'stall') {
      const transport = transports[step.who] as FakeTransport;
      transport.bufferedBytes = step.yes ? 70_000 : 0;
      if (!step.yes) outboxOf(step.who).drained();
    } else house.fanout.flush();
  }
  house.fanout.flush();
  for (const [who, transport] of transports.entries()) {
    transport.bufferedBytes = 0;
    outboxOf(who).drained();
  }
  house.fanout.flush();
  return transports.map((transport) => transport.frames.map((each) => JSON.stringify(each)));
}

test.each(['batched', 'native'] as const)('%s gives each client the sequence that each gives', (mode) => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 10, maxLength: 60, size: 'max' }), (actions) => {
      expect(sequences(mode, actions)).toEqual(sequences('each', actions));
    }),
    { numRuns: 300 },
  );
});

test('batched writes a tick once, and members without frames of their own share the payload', () => {
  const house = new TestHouse();
  const [ann, ben, cleo] = ['ann', 'ben', 'cleo'].map((nick) => house.member(nick));
  if (!ann || !ben || !cleo) throw new Error('no clients');
  house.flush();
  const before = [ann, ben, cleo].map(({ transport }) => transport.payloads.length);
  for (const text of ['one', 'two', 'three']) ann.say({ type: 'say', room: 'r', text });
  cleo.say({ type: 'ping', data: 1 });
  house.flush();
  const written = [ann, ben, cleo].map(({ transport }, i) => transport.payloads.slice(before[i]));
  expect(written.map((payloads) => payloads.length)).toEqual([1, 1, 1]);
  expect(written[0]?.[0]).toBe(written[1]?.[0]);
  expect(written[1]?.[0]?.bytes).toBe(written[0]?.[0]?.bytes);
  expect(written[2]?.[0]?.frames.map(({ type }) => type)).toEqual(['message', 'message', 'message', 'pong']);
});

test('batched flushes by itself at the end of the tick', async () => {
  const house = new TestHouse();
  const ann = house.client();
  ann.say({ type: 'ping', data: 'x' });
  expect(ann.transport.payloads).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(ann.transport.types).toEqual(['pong']);
});

test('batched flushes early where a tick collects 64 KiB', () => {
  const house = new TestHouse({ limits: { ratePerSecond: 0 } });
  const ann = house.member('ann');
  const ben = house.member('ben');
  house.flush();
  ben.take();
  for (let i = 0; i < 20; i++) ann.say({ type: 'say', room: 'r', text: 'x'.repeat(4_000) });
  const early = ben.transport.frames.filter(({ type }) => type === 'message').length;
  expect(early).toBeGreaterThan(10);
  expect(early).toBeLessThan(20);
});

test('each writes every frame at once', () => {
  const house = new TestHouse({ fanout: 'each' });
  const ann = house.member('ann');
  const before = ann.transport.payloads.length;
  ann.say({ type: 'say', room: 'r', text: 'one' }, { type: 'say', room: 'r', text: 'two' });
  expect(ann.transport.payloads.slice(before).map(({ frames }) => frames.length)).toEqual([1, 1]);
});

test('FLOW-1: native evicts whom the framework’s rooms filled up, at the end of the tick', async () => {
  const house = new TestHouse({
    fanout: 'native',
    native: fakeNativeRooms(),
    limits: { maxOutboxBytes: 8_192, ratePerSecond: 0 },
  });
  const ann = house.member('ann');
  const slow = house.member('slow');
  slow.transport.isStalled = true;
  for (let i = 0; i < 3; i++) ann.say({ type: 'say', room: 'r', text: 'x'.repeat(4_000) });
  await new Promise((resolve) => setImmediate(resolve));
  house.flush();
  expect(slow.transport.frames.at(-1)).toMatchObject({ code: 'slow_consumer' });
  expect(ann.transport.frames.at(-1)).toEqual({
    type: 'member_left',
    room: 'r',
    nick: 'slow',
    reason: 'slow_consumer',
  });
});

test('clients of different bindings share a room, each with the payload of its own', () => {
  const house = new TestHouse();
  const ann = house.member('ann');
  const ben = house.open('websocket');
  ben.connection.receive('{"type":"hello","version":1,"nick":"ben"}');
  ben.connection.receive('{"type":"join","room":"r"}');
  house.flush();
  ann.say({ type: 'say', room: 'r', text: 'hi' });
  house.flush();
  const [lines, websocket] = [ann, ben].map(({ transport }) => transport.payloads.at(-1));
  expect(lines?.texts).toEqual(websocket?.texts);
  expect(Buffer.from(lines?.bytes ?? []).toString()).toBe(`${lines?.text}\n`);
  expect(Buffer.from(websocket?.bytes ?? []).subarray(0, 2)).toEqual(
    Buffer.from([0x81, websocket?.text.length ?? 0]),
  );
  expect(
    Buffer.from(websocket?.bytes ?? [])
      .subarray(2)
      .toString(),
  ).toBe(websocket?.text);
});
