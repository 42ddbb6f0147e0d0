// What a check of the repository is: data with one `run`. The checks themselves are in checks/.
import type { Repository } from './repository.ts';

/** One place where the repository breaks a rule. */
export interface Finding {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** From 1; absent where the whole file or folder is meant. */
  readonly line?: number;
  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
}

/** One rule of the house. */
export interface Check {
  /** kebab-case, the name of its file. */
  readonly id: string;
  /** The rule itself, in one sentence. */
  readonly rule: string;
  /** Every place that breaks it. */
  run(repository: Repository): Iterable<Finding>;
}
