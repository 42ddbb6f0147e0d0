// Clauses of PROTOCOL.md that no case of the core stands for, each with the reason. A test holds this list, the cases
// and the document against each other.

/** Clause id → why no case is about it alone. */
export const EXCLUSIONS: Readonly<Record<string, string>> = {
  'HELLO-8': 'feature auth: needs a server that is configured with a secret',
};
