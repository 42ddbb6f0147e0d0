// Which room: rooms are of unequal size where the scenario says so, as rooms are (Zipf).
import { createRandom } from './random.ts';

/** A source of room indices: the r-th room is (r+1)^-exponent times as likely as the first. The same seed, the same rooms. */
export function roomPicker(rooms: number, exponent: number, seed: number): () => number {
  const random = createRandom(seed);
  const upTo = new Float64Array(rooms);
  let sum = 0;
  for (let i = 0; i < rooms; i++) {
    sum += (i + 1) ** -exponent;
    upTo[i] = sum;
  }
  return () => {
    const at = random() * sum;
    let [low, high] = [0, rooms - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
