// The nicks in use, kept in this process. It answers at once, so that of simultaneous claims the first wins.
import type { NickDirectory, NickHolder } from './ports.ts';

/** Creates a directory in memory; every callback runs before its call returns (NICK-2, NICK-5). */
export function createMemoryDirectory(): NickDirectory {
  const holders = new Map<string, { readonly holder: NickHolder; readonly nick: string }>();
  return {
    claim(key, nick, holder, token, done) {
      const current = holders.get(key)?.holder;
      if (current === undefined || current === holder) {
        holders.set(key, { holder, nick });
        return done('granted');
      }
      if (token === undefined || token !== current.token) return done('taken');
      holders.set(key, { holder, nick });
      current.replaced();
      done('replaced');
    },
    release(key, holder) {
      if (holders.get(key)?.holder === holder) holders.delete(key);
    },
    find(key, done) {
      done(holders.get(key));
    },
  };
}
