// Mutants that break NICK-4, the rename: data, each one fault.
import { nickKey } from '@hubbub/protocol';
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';
import { altered, refuse } from './refusal.ts';

function tellOthers(connection: MutantConnection, frame: MutableFrame): void {
  for (const other of connection.all) if (other !== connection && other.nick !== '') other.toClient(frame);
}

/** The mutants of NICK-4. */
export const renameMutants: readonly Mutant[] = [
  defineMutant({
    id: 'rename-told-by-room',
    title: 'tells a rename once for each shared room',
    clause: 'NICK-4',
    kills: ['NICK-4.1'],
    fault: altered('renamed', (frame) => (frame.ref === undefined ? [frame, frame] : frame)),
  }),
  defineMutant({
    id: 'rename-told-to-all',
    title: 'tells a rename to clients that share no room',
    clause: 'NICK-4',
    kills: ['NICK-4.1'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'renamed' && frame.ref !== undefined)
          tellOthers(connection, { ...frame, ref: undefined });
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'rename-not-told',
    title: 'tells a rename to nobody',
    clause: 'NICK-4',
    kills: ['NICK-4.1', 'NICK-4.5', 'ROOM-7.1'],
    fault: altered('renamed', (frame) => (frame.ref === undefined ? undefined : frame)),
  }),
  defineMutant({
    id: 'messages-under-the-old-nick',
    title: 'sends messages under the nick before the rename',
    clause: 'NICK-4',
    kills: ['NICK-4.2'],
    fault: () => {
      const old = new Map<unknown, unknown>();
      return () => ({
        fromServer(frame) {
          if (frame.type === 'renamed') old.set(frame.to, frame.from);
          return frame.type === 'message' && old.has(frame.from)
            ? { ...frame, from: old.get(frame.from) }
            : frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'refused-rename-told',
    title: 'tells the others of a rename that it refused',
    clause: 'NICK-4',
    kills: ['NICK-4.3'],
    fault: () => (connection) => {
      let asked: MutableFrame | undefined;
      return {
        fromClient(frame) {
          if (frame.type === 'rename') asked = frame;
          return frame;
        },
        fromServer(frame) {
          if (frame.code === 'nick_taken' && asked && frame.ref === asked.ref) {
            tellOthers(connection, { type: 'renamed', from: connection.nick, to: asked.nick });
          }
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'old-nick-kept',
    title: 'keeps the old nick in use after a rename',
    clause: 'NICK-4',
    kills: ['NICK-4.4'],
    fault: () => {
      const kept = new Set<string>();
      return (connection) => ({
        fromClient: (frame) =>
          frame.type === 'hello' && kept.has(nickKey(String(frame.nick)))
            ? refuse(connection, frame, 'nick_taken')
            : frame,
        fromServer(frame) {
          if (frame.type === 'renamed') kept.add(nickKey(String(frame.from)));
          return frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'own-spelling-taken',
    title: 'refuses another spelling of one’s own nick',
    clause: 'NICK-4',
    kills: ['NICK-4.5'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'rename' &&
        frame.nick !== connection.nick &&
        nickKey(String(frame.nick)) === nickKey(connection.nick)
          ? refuse(connection, frame, 'nick_taken')
          : frame,
    }),
  }),
  defineMutant({
    id: 'same-rename-told',
    title: 'tells the room of a rename to the very same nick',
    clause: 'NICK-4',
    kills: ['NICK-4.6'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'renamed' && frame.ref !== undefined && frame.from === frame.to) {
          tellOthers(connection, { type: 'renamed', from: frame.from, to: frame.to });
        }
        return frame;
      },
    }),
  }),
];
