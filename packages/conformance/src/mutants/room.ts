// Mutants that break ROOM-1 to ROOM-6: data, each one fault.
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';
import { altered, recoded, refuse } from './refusal.ts';
import { presenceMutants } from './room-presence.ts';

/** Rooms that a connection is in, read off the frames to it. */
function rooms() {
  const byConnection = new Map<MutantConnection, Set<unknown>>();
  return {
    of(connection: MutantConnection): Set<unknown> {
      const set = byConnection.get(connection) ?? new Set();
      byConnection.set(connection, set);
      return set;
    },
    note(connection: MutantConnection, frame: MutableFrame): void {
      if (frame.type === 'joined') this.of(connection).add(frame.room);
      if (frame.type === 'left') this.of(connection).delete(frame.room);
    },
  };
}

/** The mutants of ROOM. */
export const roomMutants: readonly Mutant[] = [
  defineMutant({
    id: 'room-form-as-field',
    title: 'answers a malformed room name with invalid_field',
    clause: 'ROOM-1',
    kills: ['ROOM-1.1'],
    fault: recoded('room_invalid', 'invalid_field', { field: 'room' }),
  }),
  defineMutant({
    id: 'short-room-names',
    title: 'allows room names of 32 characters only',
    clause: 'ROOM-1',
    kills: ['ROOM-1.2'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'join' && String(frame.room).length > 32
          ? refuse(connection, frame, 'room_invalid')
          : frame,
    }),
  }),
  defineMutant({
    id: 'joiner-not-listed',
    title: 'leaves the client itself out of joined.members',
    clause: 'ROOM-7',
    kills: ['ROOM-1.3', 'ROOM-2.1', 'ROOM-7.1'],
    fault: () => (connection) => ({
      fromServer: (frame) =>
        frame.type === 'joined'
          ? { ...frame, members: (frame.members as string[]).filter((nick) => nick !== connection.nick) }
          : frame,
    }),
  }),
  defineMutant({
    id: 'rejoin-told',
    title: 'tells the others of a repeated join',
    clause: 'ROOM-2',
    kills: ['ROOM-2.1'],
    fault: () => {
      const memberships = rooms();
      return (connection) => ({
        fromClient(frame) {
          if (frame.type === 'join' && memberships.of(connection).has(frame.room)) {
            for (const other of connection.all) {
              if (other !== connection && memberships.of(other).has(frame.room)) {
                other.toClient({ type: 'member_joined', room: frame.room, nick: connection.nick });
              }
            }
          }
          return frame;
        },
        fromServer(frame) {
          memberships.note(connection, frame);
          return frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'member-joined-late',
    title: 'sends member_joined after the joiner’s first message',
    clause: 'ROOM-3',
    kills: ['ROOM-3.1'],
    fault: () => () => {
      let held: MutableFrame[] = [];
      return {
        fromServer(frame) {
          if (frame.type === 'member_joined') {
            held.push(frame);
            return undefined;
          }
          const frames = [frame, ...held];
          held = [];
          return frames;
        },
      };
    },
  }),
  defineMutant({
    id: 'message-after-the-next-frame',
    title: 'sends a message only after whatever comes next',
    clause: 'ORDER-3',
    kills: ['ROOM-3.2', 'SAY-7.1', 'ORDER-3.1', 'ORDER-3.2', 'SAY-1.3', 'SAY-7.2'],
    fault: () => () => {
      let held: MutableFrame[] = [];
      return {
        fromServer(frame) {
          const before = held;
          held = frame.type === 'message' ? [frame] : [];
          return frame.type === 'message' ? before : [frame, ...before];
        },
      };
    },
  }),
  defineMutant({
    id: 'leaks-after-leave',
    title: 'keeps sending a room to those who left it',
    clause: 'ROOM-4',
    kills: ['ROOM-4.1'],
    fault: () => {
      const left = new Map<MutantConnection, Set<unknown>>();
      return (connection) => ({
        fromServer(frame) {
          if (frame.type === 'left')
            left.set(connection, (left.get(connection) ?? new Set()).add(frame.room));
          if (frame.type === 'message') {
            for (const [other, set] of left) if (set.has(frame.room)) other.toClient(frame);
          }
          return frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'left-too-early',
    title: 'answers leave before the room’s last frames',
    clause: 'ROOM-4',
    kills: ['ROOM-4.1', 'ROOM-4.2', 'ROOM-4.6'],
    fault: () => (connection) => {
      let held: MutableFrame | undefined; // the leave, kept back until the client's next frame
      let answered: unknown;
      return {
        fromClient(frame) {
          if (frame.type === 'leave' && !held) {
            held = frame;
            answered = frame.room;
            connection.toClient({
              type: 'left',
              room: frame.room,
              ...(frame.ref === undefined ? {} : { ref: frame.ref }),
            });
            return undefined;
          }
          const frames = held ? [held, frame] : [frame];
          held = undefined;
          return frames;
        },
        fromServer: (frame) => (frame.type === 'left' && frame.room === answered ? undefined : frame),
      };
    },
  }),
  defineMutant({
    id: 'say-joins',
    title: 'takes a say without membership for a join and a say',
    clause: 'ROOM-4',
    kills: ['ROOM-4.3', 'ROOM-4.4'],
    fault: () => (connection) => {
      const memberships = rooms();
      return {
        fromClient: (frame) =>
          frame.type === 'say' && connection.nick !== '' && !memberships.of(connection).has(frame.room)
            ? [{ type: 'join', room: frame.room }, frame]
            : frame,
        fromServer(frame) {
          memberships.note(connection, frame);
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'leave-told-as-disconnect',
    title: 'tells of a leave or bye with reason disconnected',
    clause: 'ROOM-4',
    kills: ['ROOM-4.5', 'NICK-4.2', 'CLOSE-1.1'],
    fault: altered('member_left', (frame) =>
      frame.reason === 'left' ? { ...frame, reason: 'disconnected' } : frame,
    ),
  }),
  defineMutant({
    id: 'disconnect-told-as-left',
    title: 'tells of a lost connection with reason left',
    clause: 'ROOM-5',
    kills: ['ROOM-5.1', 'ROOM-5.2', 'CLOSE-1.3', 'ROOM-5.3'],
    fault: altered('member_left', (frame) =>
      frame.reason === 'disconnected' ? { ...frame, reason: 'left' } : frame,
    ),
  }),
  defineMutant({
    id: 'leaving-told-twice',
    title: 'sends member_left twice',
    clause: 'ROOM-5',
    kills: ['ROOM-4.5', 'ROOM-5.1', 'NICK-5.2', 'FLOW-1.1'],
    fault: altered('member_left', (frame) => [frame, frame]),
  }),
  defineMutant({
    id: 'one-room-too-many',
    title: 'allows maxRooms + 1 rooms',
    clause: 'ROOM-6',
    kills: ['ROOM-6.1'],
    asks: ({ maxRooms }) => ({ maxRooms: maxRooms + 1 }),
  }),
  ...presenceMutants,
];
