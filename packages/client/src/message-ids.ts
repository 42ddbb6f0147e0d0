// Ids for `say` (SAY-5): no two clients with the same nick may ever make the same one, today's and yesterday's included.

/** A function that gives a new id at each call: 96 random bits of this client, and a number. */
export function createMessageIds(): () => string {
  // `crypto.randomUUID` is missing in pages that were not loaded over TLS; this is not.
  const words = crypto.getRandomValues(new Uint32Array(3));
  const prefix = Array.from(words, (word) => word.toString(36)).join('');
  let count = 0;
  return () => `${prefix}.${(++count).toString(36)}`;
}
