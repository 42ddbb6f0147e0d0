// What random clients may do, as data that fast-check can make and shrink.
import type { ClientFrame } from '@hubbub/protocol';
import fc from 'fast-check';

/** One step of a random run. `slot` says which client does it. */
export type Action =
  | { readonly does: 'hello'; readonly slot: number; readonly nick: string }
  | { readonly does: 'rename'; readonly slot: number; readonly nick: string }
  | {
      readonly does: 'join';
      readonly slot: number;
      readonly room: string;
      readonly since: number | undefined;
    }
  | { readonly does: 'leave' | 'who' | 'history'; readonly slot: number; readonly room: string }
  | {
      readonly does: 'say';
      readonly slot: number;
      readonly room: string;
      readonly id: string | undefined;
      readonly hasRef: boolean;
    }
  | { readonly does: 'direct'; readonly slot: number; readonly nick: string }
  | { readonly does: 'rooms' | 'bye' | 'close' | 'look' | 'takeover'; readonly slot: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'turn'; readonly pick: number };

/** How many clients there are at a time. */
export const SLOTS = 5;
/** The nicks in play; two are one nick. */
export const NICKS = ['ada', 'Ada', 'bob', 'eve', 'zoe', 'constructor', 'system'] as const;
/** The rooms in play. */
export const ROOMS = ['lobby', 'constructor', 'third'] as const;

const slot = fc.nat(SLOTS - 1);
const nick = fc.constantFrom(...NICKS);
const room = fc.constantFrom(...ROOMS);

const hello = fc.record({ does: fc.constant('hello' as const), slot, nick });
const join = fc.record({
  does: fc.constant('join' as const),
  slot,
  room,
  since: fc.option(fc.nat(8), { nil: undefined }),
});
const say = fc.record({
  does: fc.constant('say' as const),
  slot,
  room,
  id: fc.option(fc.constantFrom('i', '__proto__'), { nil: undefined }),
  hasRef: fc.boolean(),
});

/** Random steps; with `hasTurns` late ports get their turns in between. */
export function actions(hasTurns: boolean): fc.Arbitrary<Action[]> {
  const turn = { weight: 14, arbitrary: fc.record({ does: fc.constant('turn' as const), pick: fc.nat(50) }) };
  const action = fc.oneof(
    { weight: 4, arbitrary: hello },
    { weight: 7, arbitrary: join },
    { weight: 9, arbitrary: say },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('rename' as const), slot, nick }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('direct' as const), slot, nick }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('leave', 'who', 'history'), slot, room }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('rooms', 'bye', 'close', 'look'), slot }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('close', 'takeover'), slot }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.nat(1_200) }) },
    ...(hasTurns ? [turn] : []),
  );
  return fc.array(action as fc.Arbitrary<Action>, { maxLength: 120, size: 'max' });
}

/** The request that a step is, where it is one; `serial` makes its `ref` and its text unlike any other. */
export function requestOf(step: Action, serial: number): ClientFrame | undefined {
  const ref = `r${serial}`;
  switch (step.does) {
    case 'hello':
      return { type: 'hello', ref, version: 1, nick: step.nick };
    case 'rename':
      return { type: 'rename', ref, nick: step.nick };
    case 'join':
      return { type: 'join', ref, room: step.room, ...(step.since !== undefined && { since: step.since }) };
    case 'say': {
      const said = { type: 'say' as const, room: step.room, text: `t${serial}` };
      return { ...said, ...(step.hasRef && { ref }), ...(step.id !== undefined && { id: step.id }) };
    }
    case 'direct':
      return { type: 'direct', ref, to: step.nick, text: `t${serial}` };
    case 'leave':
    case 'who':
    case 'history':
      return { type: step.does, ref, room: step.room };
    case 'rooms':
    case 'bye':
      return { type: step.does, ref };
  }
}
