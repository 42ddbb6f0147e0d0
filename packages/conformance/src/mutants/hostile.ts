// Broken servers that fall to hostile input, and those whose log does.
import { defineMutant, type Mutant, type MutantConnection, type MutantHooks } from './mutant.ts';

/** Serves nobody any more once `isDeadly` is true of what a client sends. */
function dying(
  hookOf: (die: (isDeadly: boolean) => boolean, connection: MutantConnection) => MutantHooks,
): NonNullable<Mutant['fault']> {
  return () => {
    let isDead = false;
    return (connection) =>
      hookOf((isDeadly) => {
        isDead ||= isDeadly;
        if (isDead) for (const other of connection.all) other.reset();
        return isDead;
      }, connection);
  };
}

/** The mutants of the attacks of SEC-1. */
export const hostileMutants: readonly Mutant[] = [
  defineMutant({
    id: 'dies-of-null-members',
    title: 'serves nobody any more after a member null',
    clause: 'SEC-1',
    kills: ['SEC-1.5'],
    fault: dying((die) => ({
      fromClient: (frame) => (die(Object.values(frame).includes(null)) ? undefined : frame),
    })),
  }),
  defineMutant({
    id: 'dies-of-random-bytes',
    title: 'serves nobody any more after a connection that begins with no word of its own',
    clause: 'SEC-1',
    kills: ['SEC-1.6'],
    fault: dying((die) => {
      let isFirst = true;
      return {
        clientBytes(bytes) {
          const isDeadly = isFirst && !/^[{GP\r\n]/.test(String.fromCharCode(bytes[0] ?? 0));
          isFirst = false;
          return die(isDeadly) ? undefined : bytes;
        },
      };
    }),
  }),
  defineMutant({
    id: 'logs-what-clients-say',
    title: 'writes what clients send into its log as it is',
    clause: 'SEC-1',
    kills: ['SEC-1.7'],
    fault: () => (connection) => ({
      fromClient(frame) {
        connection.log(`${frame.type} ${frame.nick ?? ''} ${frame.room ?? ''} ${frame.text ?? ''}\n`);
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'logs-line-by-line',
    title: 'writes a log line for each line of a text',
    clause: 'SEC-1',
    kills: ['SEC-1.8'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (frame.type === 'say')
          for (const one of String(frame.text).split('\n')) connection.log(`said ${one}\n`);
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'reads-endless-heads',
    title: 'reads the head of a request however long it is',
    clause: 'SEC-1',
    kills: ['SEC-1.9'],
    bindings: ['websocket', 'socket.io'],
    fault: () => () => {
      let isHead = true;
      let length = 0;
      return {
        clientBytes(bytes) {
          isHead &&= !bytes.includes('\r\n\r\n');
          length += bytes.length;
          return isHead && length > 4_096 ? undefined : bytes;
        },
      };
    },
  }),
  defineMutant({
    id: 'dies-of-malformed-packets',
    title: 'serves nobody any more after a packet of no known type',
    clause: 'SEC-1',
    kills: ['SEC-1.11'],
    bindings: ['socket.io'],
    fault: dying((die) => ({
      clientWebSocketFrame: (frame) =>
        die(frame.opcode === 1 && !/^[0-6]/.test(Buffer.from(frame.payload ?? '').toString('latin1')))
          ? undefined
          : frame,
    })),
  }),
];
