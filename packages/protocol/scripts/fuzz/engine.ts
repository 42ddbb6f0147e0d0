// The fuzzer itself: makes inputs, changes those that showed something new, counts what of the code was reached, and makes
// a finding small. It knows no codec.
import { type Profiler, Session } from 'node:inspector';
import { Random } from './random.ts';
import type { FuzzTarget } from './target.ts';

/** An input that a codec did not survive. */
export interface Finding {
  readonly target: string;
  readonly input: Uint8Array;
  readonly message: string;
  readonly run: number;
}

/** What a run came to. */
export interface FuzzResult {
  readonly runs: number;
  /** Distinct shapes of outcomes that were seen. */
  readonly shapes: number;
  readonly finding?: Finding;
  readonly coverage: Coverage;
}

/** Blocks of the code under fuzz. */
export interface Coverage {
  readonly blocks: number;
  readonly reached: number;
}

/** How long it runs, and how it is told. */
export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Whether a script is part of the code under fuzz. */
  readonly isCode: (url: string) => boolean;
  readonly onProgress?: (runs: number, shapes: number, coverage: Coverage) => void;
}

const MAX_CORPUS = 4_000;
const MAX_INPUT = 2_048;
/** Runs between two looks at what was reached: a look costs milliseconds. */
const LOOK_EVERY = 10_000;
const FRESH = 0.35;

/** Runs inputs until one is a finding or `runs` are done. */
export function fuzz(target: FuzzTarget, { runs, seed, isCode, onProgress }: FuzzOptions): FuzzResult {
  const random = new Random(seed);
  const corpus = target.seeds.map((input) => input.slice());
  const shapes = new Set<string>();
  watch ??= watchCoverage();
  let batch: Uint8Array[] = [];
  let coverage = watch(isCode);
  for (let run = 0; run < runs; run++) {
    const isSeed = run < target.seeds.length;
    const isFresh = corpus.length === 0 || random.chance(FRESH);
    const made = isSeed ? corpus[run] : isFresh ? target.generate(random) : mutated(random, corpus);
    // A Buffer's `slice` is no copy, and what is checked may overwrite its copies.
    const input = new Uint8Array(made ?? []);
    let shape: string;
    try {
      shape = target.check(input.slice(), random);
    } catch (error) {
      const small = minimal(target, input, seed);
      const finding = {
        target: target.id,
        input: small,
        message: messageOf(target, small, error, seed),
        run,
      };
      return { runs: run + 1, shapes: shapes.size, coverage, finding };
    }
    if (!shapes.has(shape)) {
      shapes.add(shape);
      keep(corpus, input, random);
    } else if (batch.length < 50) batch.push(input);
    if ((run + 1) % LOOK_EVERY !== 0 && run + 1 !== runs) continue;
    const now = watch(isCode);
    // Something in this batch reached new code: what it was is found by going on from it.
    if (now.reached > coverage.reached) for (const one of batch) keep(corpus, one, random);
    coverage = now;
    batch = [];
    onProgress?.(run + 1, shapes.size, coverage);
  }
  return { runs, shapes: shapes.size, coverage };
}

function keep(corpus: Uint8Array[], input: Uint8Array, random: Random): void {
  if (corpus.length < MAX_CORPUS) corpus.push(input);
  else corpus[random.below(corpus.length)] = input;
}

const PIECES = [
  '\n',
  '\r\n',
  '\0',
  '\ufeff',
  '😀',
  '"',
  '\\ud800',
  '{',
  '}',
  '[',
  ',',
  ':1e999',
  '__proto__',
].map((text) => Buffer.from(text));

/** An input of the corpus with a few changes. */
function mutated(random: Random, corpus: readonly Uint8Array[]): Uint8Array {
  let bytes = random.pick(corpus);
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + random.below(9));
    const insert = (piece: Uint8Array): Uint8Array =>
      Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    switch (random.below(7)) {
      case 0:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
        break;
      case 1:
        bytes = insert(random.bytes(1 + random.below(4)));
        break;
      case 2:
        bytes = insert(random.pick(PIECES));
        break;
      case 3:
        bytes = insert(bytes.subarray(at, end));
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), random.pick(corpus).subarray(random.below(40))]);
        break;
      default: {
        bytes = bytes.slice();
        const place = random.below(Math.max(1, bytes.length));
        const changes = [
          1 << random.below(8),
          0xff,
          (bytes[place] ?? 0) ^ random.pick([0, 0x7d, 0x7e, 0x7f, 0x80, 0xff]),
        ];
        if (place < bytes.length) bytes[place] = (bytes[place] as number) ^ random.pick(changes);
      }
    }
  }
  return bytes.subarray(0, MAX_INPUT);
}

/** Tries to leave bytes out as long as the input stays a finding. */
function minimal(target: FuzzTarget, input: Uint8Array, seed: number): Uint8Array {
  let small = input;
  for (let size = small.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= small.length; ) {
      const shorter = new Uint8Array(Buffer.concat([small.subarray(0, at), small.subarray(at + size)]));
      if (isFinding(target, shorter, seed)) small = shorter;
      else at += size;
    }
  }
  return small;
}

const TRIES = 20;

/** Cuts are drawn: several are tried. */
function isFinding(target: FuzzTarget, input: Uint8Array, seed: number): boolean {
  return failureOf(target, input, seed) !== undefined;
}

function failureOf(target: FuzzTarget, input: Uint8Array, seed: number): unknown {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      target.check(input.slice(), new Random(seed + attempt));
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

function messageOf(target: FuzzTarget, small: Uint8Array, error: unknown, seed: number): string {
  const told = failureOf(target, small, seed) ?? error;
  return told instanceof Error ? told.message : String(told);
}

type Look = (isCode: (url: string) => boolean) => Coverage;
/** One for the whole process: V8 tells nothing new of functions that it has optimized in an earlier watch. */
let watch: Look | undefined;

/** V8's own count of the blocks that ran. */
function watchCoverage(): Look {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const blocks = new Map<string, boolean>();
  return (isCode) => {
    session.post(
      'Profiler.takePreciseCoverage',
      (_: unknown, answer: Profiler.TakePreciseCoverageReturnType) => {
        for (const { url, functions } of answer.result) {
          if (!isCode(url)) continue;
          for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
            const key = `${url} ${startOffset} ${endOffset}`;
            blocks.set(key, blocks.get(key) === true || count > 0);
          }
        }
      },
    );
    return { blocks: blocks.size, reached: [...blocks.values()].filter(Boolean).length };
  };
}
