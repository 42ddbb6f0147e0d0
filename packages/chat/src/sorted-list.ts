// A list of distinct strings kept in code point order, so that no request has to sort (WHO-2). It knows no rooms.
import { compareCodePoints } from '@hubbub/protocol';

/** Distinct strings in code point order: a search is O(log n), a change moves the tail in one block. */
export class SortedList {
  readonly #items: string[] = [];

  /** How many strings there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds a string that is not there yet. */
  add(item: string): void {
    this.#items.splice(this.#firstNotBelow(item), 0, item);
  }

  /** Removes a string; one that is not there is no error. */
  remove(item: string): void {
    const index = this.#firstNotBelow(item);
    if (this.#items[index] === item) this.#items.splice(index, 1);
  }

  /** Walks the strings after `after` (exclusive), or all of them. The list must not change meanwhile. */
  *from(after?: string): Generator<string, void> {
    const items = this.#items;
    let index = 0;
    if (after !== undefined) {
      index = this.#firstNotBelow(after);
      if (items[index] === after) index++;
    }
    for (; index < items.length; index++) yield items[index] as string;
  }

  #firstNotBelow(item: string): number {
    const items = this.#items;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCodePoints(items[middle] as string, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
