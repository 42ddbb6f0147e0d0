// Selecting frames by type, pattern or predicate, and saying in words what was looked for.
import type { ServerFrame, ServerFrameType } from '@hubbub/protocol';
import type { FrameMatch } from './peer.ts';
import { shown } from './wire-log.ts';

/** Whether every member of `pattern` is in `value` and equal; arrays and scalars exactly, objects as subsets, functions by call. */
function isSubset(pattern: unknown, value: unknown): boolean {
  if (typeof pattern === 'function') return pattern(value) === true;
  if (typeof pattern !== 'object' || pattern === null) return Object.is(pattern, value);
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(value) &&
      pattern.length === value.length &&
      pattern.every((element, index) => isSubset(element, value[index]))
    );
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([name, member]) =>
    // `undefined` in a pattern says that the member must be absent.
    member === undefined
      ? !Object.hasOwn(value, name)
      : Object.hasOwn(value, name) && isSubset(member, (value as Record<string, unknown>)[name]),
  );
}

/** Whether two JSON values are equal, whatever the order of members. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) =>
        Object.hasOwn(b, name) &&
        isSameJson((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
    )
  );
}

/** Whether a frame is what is looked for. */
export function matches(match: FrameMatch, frame: ServerFrame): boolean {
  if (typeof match === 'function') return match(frame);
  return typeof match === 'string' ? frame.type === match : isSubset(match, frame);
}

/** What is looked for, in words. */
export function describeMatch<T extends ServerFrameType>(match: FrameMatch<T>): string {
  if (typeof match === 'string') return `a frame "${match}"`;
  if (typeof match === 'function') return `a frame for which ${shown(String(match), 160)}`;
  return `a frame like ${inWords(match)}`;
}

/** A value in words: JSON, functions by their source. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Error) return value.message;
  const text = JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'function'
      ? `‹${shown(String(member), 80)}›`
      : member === undefined
        ? '‹absent›'
        : member,
  );
  return shown(text ?? String(value));
}
