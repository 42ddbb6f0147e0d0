// Other people's text made safe to show in a terminal: nothing in it can move the cursor, set a title, change the order of
// what is read, or look like a line of its own.

// C0, DEL and C1; line and paragraph separator; marks and overrides of direction, which can make a text read as another.
const HARMFUL = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === DELETE) return '␡';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The text with each control character as a picture (`␛`, `␊`) or an escape (`\u009b`). */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(HARMFUL, picture);
}
