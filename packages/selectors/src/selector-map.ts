// The live view of what a selector watches: it can be looked at and not changed.
import type { FileObject, SelectorKey } from './selector-key.ts';

/** What the view asks of its selector. */
export interface KeySource<D> {
  /** The keys by descriptor. */
  readonly keys: ReadonlyMap<number, SelectorKey<D>>;
  /** The key of a file object, also of one that was closed after it was registered. */
  find(fileobj: FileObject): SelectorKey<D> | undefined;
}

/** Read-only and live: from file objects to keys; what it iterates over are descriptors, as in CPython. */
export class SelectorMap<D> {
  readonly #source: KeySource<D>;

  constructor(source: KeySource<D>) {
    this.#source = source;
  }

  /** How many are registered. */
  get size(): number {
    return this.#source.keys.size;
  }

  /** The key, or `undefined` where the file object is not registered. */
  get(fileobj: FileObject): SelectorKey<D> | undefined {
    return this.#source.find(fileobj);
  }

  /** Whether the file object is registered. */
  has(fileobj: FileObject): boolean {
    return this.#source.find(fileobj) !== undefined;
  }

  /** The descriptors. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.#source.keys.keys();
  }

  /** The keys. */
  values(): IterableIterator<SelectorKey<D>> {
    return this.#source.keys.values();
  }
}
