// Mutants that break ROOM-7 and ROOM-8: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered } from './refusal.ts';

/** The mutants of ROOM-7 and ROOM-8. */
export const presenceMutants: readonly Mutant[] = [
  defineMutant({
    id: 'joined-seq-zero',
    title: 'states 0 for joined.seq always',
    clause: 'ROOM-7',
    kills: ['ROOM-7.2', 'ORDER-1.2'],
    fault: altered('joined', (frame) => ({ ...frame, seq: 0 })),
  }),
  defineMutant({
    id: 'always-complete',
    title: 'says that a cut list of members is complete',
    clause: 'ROOM-7',
    kills: ['ROOM-7.3'],
    fault: altered('joined', (frame) => (frame.presence === 'each' ? { ...frame, complete: true } : frame)),
  }),
  defineMutant({
    id: 'presence-one-too-many',
    title: 'tells presence one by one up to presenceMembers + 1',
    clause: 'ROOM-8',
    kills: ['ROOM-8.1'],
    asks: ({ presenceMembers }) => ({ presenceMembers: presenceMembers > 0 ? presenceMembers + 1 : 0 }),
  }),
  defineMutant({
    id: 'size-and-each',
    title: 'sends member_joined beside room_size',
    clause: 'ROOM-8',
    kills: ['ROOM-8.2'],
    fault: altered('room_size', (frame) => [
      frame,
      { type: 'member_joined', room: frame.room, nick: 'somebody' },
    ]),
  }),
  defineMutant({
    id: 'room-size-twice',
    title: 'sends room_size more than once a second',
    clause: 'ROOM-8',
    kills: ['ROOM-8.3'],
    fault: altered('room_size', (frame) => [frame, frame]),
  }),
  defineMutant({
    id: 'presence-count-off',
    title: 'counts one member too many when the mode changes',
    clause: 'ROOM-8',
    kills: ['ROOM-8.1', 'ROOM-8.4'],
    fault: altered('presence', (frame) => ({ ...frame, members: Number(frame.members) + 1 })),
  }),
];
