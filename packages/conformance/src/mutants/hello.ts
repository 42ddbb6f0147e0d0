// Mutants that break the section HELLO: data, each one fault.
import { DEFAULT_LIMITS } from '@hubbub/protocol';
import { defineMutant, type Mutant } from './mutant.ts';
import { altered, misread, recoded, refuse } from './refusal.ts';

/** The mutants of HELLO. */
export const helloMutants: readonly Mutant[] = [
  defineMutant({
    id: 'hello-required-as-bad-frame',
    title: 'answers requests before hello with bad_frame',
    clause: 'HELLO-1',
    kills: ['HELLO-1.1', 'HELLO-1.4'],
    fault: recoded('hello_required', 'bad_frame'),
  }),
  defineMutant({
    id: 'tells-the-unwelcomed',
    title: 'sends messages to connections that never said hello',
    clause: 'HELLO-1',
    kills: ['HELLO-1.4'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'message')
          for (const other of connection.all) if (other.nick === '') other.toClient(frame);
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'no-ping-before-hello',
    title: 'refuses ping and bye before hello',
    clause: 'HELLO-1',
    kills: ['HELLO-1.2', 'HELLO-1.3'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        connection.nick === '' && (frame.type === 'ping' || frame.type === 'bye')
          ? refuse(connection, frame, 'hello_required')
          : frame,
    }),
  }),
  defineMutant({
    id: 'hello-before-form',
    title: 'says hello_required where the frame is none',
    clause: 'HELLO-1',
    kills: ['HELLO-1.5'],
    fault: () => (connection) => ({
      fromServer: (frame) =>
        connection.nick === '' && frame.code === 'bad_frame' ? { ...frame, code: 'hello_required' } : frame,
    }),
  }),
  defineMutant({
    id: 'welcomes-twice',
    title: 'sends welcome twice',
    clause: 'HELLO-2',
    kills: ['HELLO-2.1'],
    fault: altered('welcome', (frame) => [frame, { ...frame, ref: undefined }]),
  }),
  defineMutant({
    id: 'states-another-limit',
    title: 'states a limit in welcome that is not the one of the ready line',
    clause: 'HELLO-2',
    kills: ['HELLO-2.2'],
    fault: altered('welcome', (frame) => ({
      ...frame,
      limits: { ...(frame.limits as object), maxRooms: 77 },
    })),
  }),
  defineMutant({
    id: 'features-not-stated',
    title: 'offers history and does not say so',
    clause: 'HELLO-2',
    kills: ['HELLO-2.2', 'HELLO-2.3'],
    fault: altered('welcome', (frame) => ({ ...frame, features: [] })),
  }),
  defineMutant({
    id: 'takes-any-version',
    title: 'accepts every protocol version',
    clause: 'HELLO-3',
    kills: ['HELLO-3.1', 'HELLO-3.2'],
    fault: misread('hello', (frame) => (Number.isInteger(frame.version) ? { ...frame, version: 1 } : frame)),
  }),
  defineMutant({
    id: 'second-hello-renames',
    title: 'takes a second hello for a rename',
    clause: 'HELLO-4',
    kills: ['HELLO-4.1'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'hello' && connection.nick !== ''
          ? { type: 'rename', ref: frame.ref, nick: frame.nick }
          : frame,
    }),
  }),
  defineMutant({
    id: 'no-hello-timeout',
    title: 'waits for a hello for ever',
    clause: 'HELLO-5',
    kills: ['HELLO-5.1', 'HELLO-5.2', 'HELLO-5.3'],
    asks: () => ({ helloTimeoutMs: 600_000 }),
  }),
  defineMutant({
    id: 'hello-timeout-early',
    title: 'closes silent connections at half of helloTimeoutMs',
    clause: 'HELLO-5',
    kills: ['HELLO-5.1', 'HELLO-5.3'],
    asks: (stated) => ({ helloTimeoutMs: Math.ceil(stated.helloTimeoutMs / 2) }),
  }),
  defineMutant({
    id: 'hello-timeout-for-all',
    title: 'closes welcomed clients when the hello timeout passes',
    clause: 'HELLO-5',
    kills: ['HELLO-5.4'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'welcome') {
          const { helloTimeoutMs } = frame.limits as { helloTimeoutMs: number };
          if (helloTimeoutMs < DEFAULT_LIMITS.helloTimeoutMs)
            setTimeout(() => connection.close(4001), helloTimeoutMs / 2).unref();
        }
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'drops-pipelined',
    title: 'forgets what came with hello in one write',
    clause: 'HELLO-6',
    kills: ['HELLO-6.1'],
    fault: () => (connection) => {
      let hasHello = false;
      return {
        fromClient(frame) {
          if (hasHello && connection.nick === '' && frame.type !== 'hello' && frame.type !== 'ping')
            return undefined;
          hasHello ||= frame.type === 'hello';
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'one-hello-only',
    title: 'closes when a hello is refused for its nick',
    clause: 'HELLO-7',
    kills: ['HELLO-7.1', 'NICK-1.1'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (connection.nick === '' && String(frame.code).startsWith('nick_'))
          setImmediate(() => connection.close(4001));
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'checks-members-before-welcome',
    title: 'tells a client that was not welcomed that a type is unknown or a member invalid',
    clause: 'HELLO-9',
    kills: ['HELLO-9.1'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (connection.nick !== '') return frame;
        if (frame.type === 'shout') return refuse(connection, frame, 'unknown_type');
        return frame.room === 5 ? refuse(connection, frame, 'invalid_field', { field: 'room' }) : frame;
      },
    }),
  }),
];
