// Facts about strings that the protocol asks for: their UTF-8 length and whether they may travel (FRAME-7).

/** The length of a well-formed string in UTF-8 bytes, without encoding it. A lone surrogate counts 3. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2; // a pair: 2 units, 4 bytes
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Whether a string may stand in a member that the protocol names: no lone surrogate, no U+0000 (FRAME-7). */
export function isTransportable(text: string): boolean {
  if (text.length > 32) return text.isWellFormed() && !text.includes('\0');
  // The two calls cost more than a look at the few units of a `ref`, an `id` or a name.
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) return false;
    if (unit >= 0xd800 && unit <= 0xdfff) return text.isWellFormed() && !text.includes('\0');
  }
  return true;
}

/** Compares two strings by code point, the order of every list (WHO-2). UTF-16 order differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // A surrogate stands for a code point above every other unit's.
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
  }
  return a.length - b.length;
}
