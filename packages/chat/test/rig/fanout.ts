// The simplest fan-out that keeps the port's promises: each frame to each member, at once.
import type { Fanout, Outlet } from '../../src/index.ts';

/** Creates a fan-out that sends at once; joining twice and leaving without being there are faults of the engine. */
export function createPlainFanout(): Fanout {
  const rooms = new Map<string, Set<Outlet>>();
  const membersOf = (room: string): Set<Outlet> => {
    const members = rooms.get(room) ?? new Set();
    rooms.set(room, members);
    return members;
  };
  return {
    join(room, outlet) {
      if (membersOf(room).has(outlet)) throw new Error(`joined ${room} twice`);
      membersOf(room).add(outlet);
    },
    leave(room, outlet) {
      if (!membersOf(room).delete(outlet)) throw new Error(`left ${room} without being there`);
    },
    publish(room, frame) {
      for (const outlet of membersOf(room)) outlet.send(frame);
    },
    tell(outlets, frame) {
      for (const outlet of outlets) outlet.send(frame);
    },
  };
}
