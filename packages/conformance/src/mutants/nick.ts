// Mutants that break NICK-1 to NICK-3: data, each one fault.
import { nickKey } from '@hubbub/protocol';
import { defineMutant, type MutableFrame, type Mutant, type MutantConnection } from './mutant.ts';
import { renameMutants } from './nick-rename.ts';
import { takeoverMutants } from './nick-takeover.ts';
import { recoded, refuse } from './refusal.ts';

/** Refuses `hello` and `rename` for some nicks. */
function refusing(
  code: 'nick_invalid' | 'nick_taken',
  bad: (nick: string) => boolean,
): NonNullable<Mutant['fault']> {
  return () => (connection) => ({
    fromClient: (frame) =>
      (frame.type === 'hello' || frame.type === 'rename') && bad(String(frame.nick))
        ? refuse(connection, frame, code)
        : frame,
  });
}

let spare = 0;

/** Gives a taken nick all the same, where `when` says so: upstream the client gets a spare one. */
function givingTwice(
  when: (nick: string, connection: MutantConnection) => boolean,
): NonNullable<Mutant['fault']> {
  return () => (connection) => {
    let claim: MutableFrame | undefined;
    return {
      fromClient(frame) {
        if (frame.type === 'hello') claim = frame;
        return frame;
      },
      fromServer(frame) {
        if (frame.code === 'nick_taken' && claim && when(String(claim.nick), connection)) {
          spare += 1;
          connection.toServer({ ...claim, nick: `spare${spare}` });
          return undefined;
        }
        return frame;
      },
    };
  };
}

/** The mutants of NICK. */
export const nickMutants: readonly Mutant[] = [
  defineMutant({
    id: 'nick-form-as-field',
    title: 'answers a malformed nick with invalid_field',
    clause: 'NICK-1',
    kills: ['NICK-1.1', 'NICK-1.3', 'HELLO-7.1', 'NICK-1.4'],
    fault: recoded('nick_invalid', 'invalid_field', { field: 'nick' }),
  }),
  defineMutant({
    id: 'ascii-nicks',
    title: 'allows ASCII nicks only',
    clause: 'NICK-1',
    kills: ['NICK-1.2', 'NICK-1.3'],
    fault: refusing('nick_invalid', (nick) => [...nick].some((character) => character > '\x7f')),
  }),
  defineMutant({
    id: 'nick-counted-in-utf16',
    title: 'counts a nick in UTF-16 units',
    clause: 'NICK-1',
    kills: ['NICK-1.3'],
    fault: refusing('nick_invalid', (nick) => nick.length > 32),
  }),
  defineMutant({
    id: 'nick-given-twice',
    title: 'gives a nick in use to a second client',
    clause: 'NICK-2',
    kills: ['NICK-2.1', 'NICK-2.2', 'NICK-2.3', 'NICK-4.4', 'NICK-2.4'],
    fault: givingTwice(() => true),
  }),
  defineMutant({
    id: 'nicks-by-spelling',
    title: 'takes every other spelling for another nick',
    clause: 'NICK-2',
    kills: ['NICK-2.2', 'NICK-2.6'],
    fault: givingTwice((nick, { all }) => !all.some((other) => other.nick === nick)),
  }),
  defineMutant({
    id: 'nick-never-freed',
    title: 'never frees a nick',
    clause: 'NICK-3',
    kills: ['NICK-3.1', 'NICK-3.2'],
    fault: () => {
      const given = new Set<string>();
      return (connection) => ({
        fromClient: (frame) =>
          frame.type === 'hello' && given.has(nickKey(String(frame.nick)))
            ? refuse(connection, frame, 'nick_taken')
            : frame,
        fromServer(frame) {
          if (frame.type === 'welcome') given.add(nickKey(String(frame.nick)));
          return frame;
        },
      });
    },
  }),
  defineMutant({
    id: 'no-reserved-nicks',
    title: 'reserves only the exact spelling of its own name',
    clause: 'NICK-3',
    kills: ['NICK-3.3'],
    fault: () => (connection) => ({
      fromClient(frame) {
        if (frame.type !== 'rename' || !['system', 'hubbub', 'server'].includes(nickKey(String(frame.nick))))
          return frame;
        connection.toClient({ type: 'renamed', ref: frame.ref, from: connection.nick, to: frame.nick });
        return undefined;
      },
    }),
  }),
  ...renameMutants,
  ...takeoverMutants,
];
