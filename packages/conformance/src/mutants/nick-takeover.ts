// Mutants that break NICK-5, taking a session over: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered, misread } from './refusal.ts';

/** The mutants of NICK-5. */
export const takeoverMutants: readonly Mutant[] = [
  defineMutant({
    id: 'no-takeover',
    title: 'ignores the session in hello',
    clause: 'NICK-5',
    kills: ['NICK-5.1', 'NICK-5.2', 'NICK-5.3'],
    fault: misread('hello', ({ session: _, ...frame }) => frame as typeof frame & { type: string }),
  }),
  defineMutant({
    id: 'replaced-told-as-disconnected',
    title: 'tells the rooms of a takeover with reason disconnected',
    clause: 'NICK-5',
    kills: ['NICK-5.2'],
    fault: altered('member_left', (frame) =>
      frame.reason === 'replaced' ? { ...frame, reason: 'disconnected' } : frame,
    ),
  }),
  defineMutant({
    id: 'token-kept-at-takeover',
    title: 'gives the same token again at a takeover',
    clause: 'NICK-5',
    kills: ['NICK-5.3'],
    fault: () => {
      const first = new Map<unknown, unknown>(); // by nick: the token told
      const real = new Map<unknown, unknown>(); // by nick: the good server's token
      return () => ({
        fromClient: (frame) =>
          frame.type === 'hello' && frame.session !== undefined && frame.session === first.get(frame.nick)
            ? { ...frame, session: real.get(frame.nick) }
            : frame,
        fromServer(frame) {
          if (frame.type !== 'welcome') return frame;
          real.set(frame.nick, frame.session);
          if (!first.has(frame.nick)) first.set(frame.nick, frame.session);
          return { ...frame, session: first.get(frame.nick) };
        },
      });
    },
  }),
  defineMutant({
    id: 'any-token-takes-over',
    title: 'lets any session token take over a nick',
    clause: 'NICK-5',
    kills: ['NICK-5.4'],
    fault: () => {
      const real = new Map<unknown, unknown>();
      return () => ({
        fromClient: (frame) =>
          frame.type === 'hello' && frame.session !== undefined && real.has(frame.nick)
            ? { ...frame, session: real.get(frame.nick) }
            : frame,
        fromServer(frame) {
          if (frame.type === 'welcome') real.set(frame.nick, frame.session);
          return frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'one-token-for-all',
    title: 'gives every session the same token',
    clause: 'NICK-5',
    kills: ['NICK-5.5'],
    fault: altered('welcome', (frame) => ({ ...frame, session: 'A'.repeat(22) })),
  }),
];
