// say and direct, clause by clause (§6, §7), over ports in memory.
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

test('SAY-1 a message reaches every member once, the sender too, and nobody else', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  const eve = rig.enter('eve', 'other');
  ada.take();
  const message = { type: 'message', room: 'lobby', seq: 1, from: 'ada', text: 'hi', at: rig.clock.nowMs };
  expect(ada.ask({ type: 'say', room: 'lobby', text: 'hi' })).toEqual([message]);
  expect(bob.take()).toEqual([message]);
  expect(eve.take()).toEqual([]);
});
