// JSON text to a frame, for the generator's slow path. No schema check: conformance is another judge's.
import type { ReadFrame } from './wire.ts';

/** Parses JSON, or gives `undefined` where the text is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with a string `type`. */
export function isReadFrame(value: unknown): value is ReadFrame {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
