// Facts about strings, held against the encoder and against plain code point arithmetic.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints, isTransportable, utf8Length } from '../src/index.ts';

const anyUnits = fc.string({
  unit: fc.constantFrom('a', 'é', '€', '\uffff', '\ud83d', '\ude00', '😀', '\0'),
  maxLength: 80,
});

test('utf8Length is what the encoder writes, lone surrogates included', () => {
  fc.assert(
    fc.property(anyUnits, (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});

test('isTransportable refuses lone surrogates and U+0000 in strings of any length (FRAME-7)', () => {
  fc.assert(
    fc.property(anyUnits, (text) => {
      const isFine = !Array.from(text).some((point) => point === '\0' || /^[\ud800-\udfff]$/.test(point));
      expect(isTransportable(text)).toBe(isFine);
    }),
  );
});

test('compareCodePoints sorts by code point, above U+FFFF too (WHO-2)', () => {
  const points = (text: string): number[] => Array.from(text, (point) => point.codePointAt(0) ?? 0);
  const expected = (a: string, b: string): number => {
    const [x, y] = [points(a), points(b)];
    const at = x.findIndex((point, i) => point !== y[i]);
    if (at < 0) return x.length - y.length;
    return at < y.length ? (x[at] ?? 0) - (y[at] ?? 0) : 1;
  };
  const wellFormed = fc.string({ unit: fc.constantFrom('a', 'é', '\uffff', '\ue000', '😀', '𐐀') });
  fc.assert(
    fc.property(wellFormed, wellFormed, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected(a, b)));
    }),
  );
});
