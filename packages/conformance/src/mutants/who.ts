// Mutants that break the section WHO: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered, refuse } from './refusal.ts';

/** The mutants of WHO. */
export const whoMutants: readonly Mutant[] = [
  defineMutant({
    id: 'who-needs-membership',
    title: 'answers who to members only',
    clause: 'WHO-1',
    kills: ['WHO-1.1', 'WHO-2.1', 'WHO-2.2'],
    fault: () => (connection) => {
      const joined = new Set<unknown>();
      return {
        fromClient: (frame) =>
          frame.type === 'who' && !joined.has(frame.room) ? refuse(connection, frame, 'not_joined') : frame,
        fromServer(frame) {
          if (frame.type === 'joined') joined.add(frame.room);
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'room-counts-off',
    title: 'counts one member too many in the list of rooms',
    clause: 'WHO-1',
    kills: ['WHO-1.2'],
    fault: altered('rooms', (frame) => ({
      ...frame,
      rooms: (frame.rooms as { room: string; members: number }[]).map(({ room, members }) => ({
        room,
        members: members + 1,
      })),
    })),
  }),
  defineMutant({
    id: 'utf16-order',
    title: 'sorts nicks by UTF-16 units',
    clause: 'WHO-2',
    kills: ['WHO-2.1'],
    fault: altered('members', (frame) => ({ ...frame, members: [...(frame.members as string[])].sort() })),
  }),
  defineMutant({
    id: 'after-inclusive',
    title: 'takes after as inclusive',
    clause: 'WHO-2',
    kills: ['WHO-2.2'],
    fault: () => () => {
      const after = new Map<unknown, unknown>();
      return {
        fromClient(frame) {
          if (frame.type === 'who' && frame.after !== undefined) after.set(frame.ref, frame.after);
          return frame;
        },
        fromServer: (frame) =>
          frame.type === 'members' && after.has(frame.ref)
            ? { ...frame, members: [after.get(frame.ref), ...(frame.members as string[])] }
            : frame,
      };
    },
  }),
  defineMutant({
    id: 'page-loses-its-last',
    title: 'leaves out the last element of every page but the last',
    clause: 'WHO-2',
    kills: ['WHO-2.3', 'ROOM-7.3'],
    fault: () => () => ({
      fromServer(frame) {
        if (frame.next === undefined) return frame;
        if (frame.type === 'rooms') return { ...frame, rooms: (frame.rooms as object[]).slice(0, -1) };
        return frame.type === 'members'
          ? { ...frame, members: (frame.members as string[]).slice(0, -1) }
          : frame;
      },
    }),
  }),
];
