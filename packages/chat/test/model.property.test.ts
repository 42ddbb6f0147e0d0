// Random clients over prompt ports: every frame to everybody is what the plain model of the chat says.
import type { ServerFrame } from '@hubbub/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Action, actions, requestOf } from './rig/actions.ts';
import { Model, type ModelLimits } from './rig/model.ts';
import { createRig, type TestClient } from './rig/rig.ts';

const LIMITS = fc.record({ maxRooms: fc.constantFrom(1, 2, 10), historySize: fc.constantFrom(0, 2, 1_000) });

function run(limits: ModelLimits, steps: readonly Action[]): void {
  const rig = createRig({ limits: { ...limits, presenceMembers: 0 } });
  const model = new Model(limits, (nick) => ({
    type: 'welcome',
    version: 1,
    server: { name: 'test', framework: 'none', runtime: 'test' },
    nick,
    session: '',
    limits: rig.limits,
    features: limits.historySize > 0 ? ['history'] : [],
  }));
  const clients: TestClient[] = [];
  const tokens = new Map<TestClient, { token: string; nick: string }>();
  const slots = new Map<number, number>();
  let serial = 0;

  const connect = (slot: number): number => {
    const id = clients.push(rig.connect()) - 1;
    model.open(id);
    slots.set(slot, id);
    return id;
  };
  const withoutToken = (client: TestClient, frame: ServerFrame): ServerFrame => {
    if (frame.type === 'welcome') tokens.set(client, { token: frame.session, nick: frame.nick });
    else if (frame.type === 'renamed') {
      const own = tokens.get(client);
      if (own?.nick === frame.from) own.nick = frame.to;
    }
    return frame.type === 'welcome' ? { ...frame, session: '' } : frame;
  };

  for (const step of steps) {
    if (step.does === 'turn' || step.does === 'look') continue;
    if (step.does === 'wait') {
      rig.clock.advance(step.ms);
      continue;
    }
    const id = slots.get(step.slot);
    const client = id === undefined ? undefined : clients[id];
    if (step.does === 'close') {
      if (client?.isOpen) model.go(id as number, 'disconnected');
      client?.close();
    } else if (step.does === 'takeover') {
      const known = client?.isOpen ? tokens.get(client) : undefined;
      if (id === undefined || known === undefined) continue;
      const next = connect(step.slot);
      const { nick, token: session } = known;
      const ref = `r${++serial}`;
      clients[next]?.send({ type: 'hello', ref, version: 1, nick, session });
      model.takeOver(id, next, ref, nick);
    } else {
      const request = requestOf(step, ++serial);
      if (request === undefined) continue;
      const actor = id !== undefined && client?.isOpen ? id : connect(step.slot);
      clients[actor]?.send(request);
      model.request(actor, request, rig.clock.nowMs);
    }
    for (const [number, one] of clients.entries()) {
      const frames = one.take().map((frame) => withoutToken(one, frame));
      expect(frames, `client ${number} after ${JSON.stringify(step)}`).toEqual(model.take(number));
    }
  }
}

test('§§3–8 every frame is what the plain model of the chat predicts', () => {
  fc.assert(
    fc.property(LIMITS, actions(false), (limits, steps) => run(limits, steps)),
    { numRuns: 100 },
  );
});
