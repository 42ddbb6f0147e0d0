// Mutants that break the section SEC: data, each one fault.
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';
import { altered, misread, refuse } from './refusal.ts';

const isDeep = (value: unknown): boolean => {
  let depth = 0;
  for (let inner = value; Array.isArray(inner); inner = inner[0]) depth += 1;
  return depth > 100;
};
const isInherited = (name: unknown): boolean => String(name) in {};

/** The mutants of SEC. */
export const secMutants: readonly Mutant[] = [
  defineMutant({
    id: 'dies-of-deep-json',
    title: 'loses all connections over deeply nested JSON',
    clause: 'SEC-1',
    kills: ['SEC-1.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (isDeep(frame.data)) for (const other of connection.all) other.reset();
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'stack-in-error',
    title: 'shows a stack in its errors',
    clause: 'SEC-1',
    kills: ['SEC-1.2'],
    fault: altered('error', (frame) => ({
      ...frame,
      message: `${frame.message}\n    at handle (/srv/chat/node_modules/chat/index.js:12:7)`,
    })),
  }),
  defineMutant({
    id: 'dies-of-other-protocols',
    title: 'serves nobody any more after bytes of another protocol',
    clause: 'SEC-1',
    kills: ['SEC-1.3', 'SEC-1.4'],
    fault: () => {
      let isDead = false;
      return (connection) => ({
        clientBytes(bytes) {
          isDead ||= bytes[0] === 0x16 || bytes[0] === 0xff;
          if (isDead) connection.reset();
          return isDead ? undefined : bytes;
        },
      });
    },
  }),
  defineMutant({
    id: 'types-by-inheritance',
    title: 'finds inherited members of its table of requests',
    clause: 'SEC-2',
    kills: ['SEC-2.1'],
    fault: () => (connection) => ({
      fromClient: (frame) => (isInherited(frame.type) ? refuse(connection, frame, 'internal') : frame),
    }),
  }),
  defineMutant({
    id: 'nicks-by-inheritance',
    title: 'takes inherited members for nicks in use',
    clause: 'SEC-2',
    kills: ['SEC-2.2'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'rename' && isInherited(frame.nick) ? refuse(connection, frame, 'nick_taken') : frame,
    }),
  }),
  defineMutant({
    id: 'proto-assigns',
    title: 'lets a member named __proto__ set others',
    clause: 'SEC-2',
    kills: ['SEC-2.3'],
    fault: misread('say', (frame) => {
      const own = Object.getOwnPropertyDescriptor(frame, '__proto__')?.value as object | undefined;
      return { ...own, ...frame } as MutableFrame;
    }),
  }),
];
