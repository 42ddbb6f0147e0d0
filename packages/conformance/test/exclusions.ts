// Clauses of PROTOCOL.md that no case of the core stands for, each with the reason. A test holds this list, the cases
// and the document against each other.

/** Clause id → why no case is about it alone. */
export const EXCLUSIONS: Readonly<Record<string, string>> = {};
