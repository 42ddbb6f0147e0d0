// Takes the mask off the payload of a client's WebSocket frame (RFC 6455 §5.3), a word at a time.

/** Larger payloads get memory of their own, so that one big frame does not hold on to its size for good. */
const SCRATCH_BYTES = 65_536;

const scratch = new Uint8Array(SCRATCH_BYTES);
const scratchWords = new Int32Array(scratch.buffer);
const key = new Uint8Array(4);
const keyWord = new Int32Array(key.buffer);

/**
 * The unmasked bytes of `frame[from, to)`, whose mask is the four bytes before `from`. The frame itself is left as it
 * is. The result is scratch memory, valid until the next call.
 */
export function unmask(frame: Uint8Array, from: number, to: number): Uint8Array {
  const length = to - from;
  const wordCount = (length + 3) >>> 2;
  const isLarge = length > SCRATCH_BYTES;
  const words = isLarge ? new Int32Array(wordCount) : scratchWords;
  const bytes = isLarge ? new Uint8Array(words.buffer) : scratch;
  bytes.set(frame.subarray(from, to));
  for (let i = 0; i < 4; i++) key[i] = frame[from - 4 + i] as number;
  // Both words are read in the machine's own byte order, so which one that is does not matter.
  const word = keyWord[0] as number;
  for (let i = 0; i < wordCount; i++) words[i] = (words[i] as number) ^ word;
  return bytes.subarray(0, length);
}
