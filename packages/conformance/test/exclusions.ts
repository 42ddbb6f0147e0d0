// Clauses of PROTOCOL.md that no case stands for, each with the reason. A test holds this list, the cases and the
// document against each other.

const NO_CLUSTER =
  'feature cluster: the profile cluster is named and still empty, since no server declares it';

/** Clause id → why no case is about it. */
export const EXCLUSIONS: Readonly<Record<string, string>> = {
  'CLU-1': NO_CLUSTER,
  'CLU-2': NO_CLUSTER,
  'CLU-3': NO_CLUSTER,
};
