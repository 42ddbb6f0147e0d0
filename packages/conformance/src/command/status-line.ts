// One line that tells how far a long run is: drawn over itself on a terminal, absent elsewhere, where lasting lines
// alone are written.
import type { Surroundings } from './surroundings.ts';

/** Progress on stderr. */
export interface StatusLine {
  /** Whether there is a terminal to draw on. */
  readonly isMoving: boolean;
  /** Replaces the moving line; nothing happens where there is no terminal. */
  show(text: string): void;
  /** Writes a line that stays, above the moving one. */
  note(text: string): void;
  /** Removes the moving line. */
  clear(): void;
}

const CLEAR = '\r\x1b[K';
const DEFAULT_COLUMNS = 80;

/** Opens a status line. */
export function createStatusLine({
  errorOutput,
  isErrorTerminal,
}: Pick<Surroundings, 'errorOutput' | 'isErrorTerminal'>): StatusLine {
  let shown = '';
  const draw = (text: string): void => {
    if (!isErrorTerminal) return;
    const { columns = DEFAULT_COLUMNS } = errorOutput as { columns?: number };
    shown = text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
    errorOutput.write(`${CLEAR}${shown}`);
  };
  return {
    isMoving: isErrorTerminal,
    show: draw,
    note(text) {
      errorOutput.write(`${shown === '' ? '' : CLEAR}${text}\n`);
      draw(shown);
    },
    clear() {
      if (shown !== '') draw('');
    },
  };
}

/** `2 min 5 s`, rounded to what a person waits for. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
