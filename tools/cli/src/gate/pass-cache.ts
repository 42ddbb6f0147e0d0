// Conformance passes by content hash, in node_modules/.cache/hubbub: what did not change since it passed need not pass again.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A pass that is kept. */
export interface KeptPass {
  /** Such as `core 183/183`. */
  readonly detail: string;
}

/** The passes of one repository. */
export class PassCache {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = join(root, 'node_modules/.cache/hubbub/passes');
  }

  /** The pass for this hash, if there is one that can be read. */
  get(hash: string): KeptPass | undefined {
    try {
      const { detail } = JSON.parse(readFileSync(join(this.#folder, `${hash}.json`), 'utf8')) as KeptPass;
      return typeof detail === 'string' ? { detail } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a pass; a cache that cannot be written is none, and no error. */
  put(hash: string, pass: KeptPass): void {
    const file = join(this.#folder, `${hash}.json`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(pass)}\n`);
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // The next comparison runs the suite again.
    }
  }
}
