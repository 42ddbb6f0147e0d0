// The two ends of the terminal: lines that are typed, and lines that are shown above the one being typed without disturbing
// it. Without a terminal both are plain lines, so that a chat can be scripted. It knows nothing of chat.
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a screen is made from. */
export interface ScreenOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** What the last word of a typed line may go on to, and that word. */
  readonly complete: (line: string) => [hits: string[], word: string];
  readonly onLine: (line: string) => void;
  /** The input has ended: of itself, or by Ctrl-D. */
  readonly onEnd: () => void;
  /** Ctrl-C on a terminal. */
  readonly onInterrupt: () => void;
}

/** See the head of this file. */
export interface Screen {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Shows a line. */
  print(line: string): void;
  /** Sets what stands before the typed line, and shows it. */
  prompt(text: string): void;
  /** Takes the typed line that `onLine` is being told of off the screen: it will come back as a message. */
  eraseTyped(): void;
  close(): void;
}

const isTerminal = (stream: Readable | Writable): boolean => 'isTTY' in stream && stream.isTTY === true;

/** Opens a screen; typed lines come from now on. */
export function createScreen({ input, output, complete, onLine, onEnd, onInterrupt }: ScreenOptions): Screen {
  const hasTerminal = isTerminal(input) && isTerminal(output);
  const readline = createInterface({
    input,
    ...(hasTerminal && { output, completer: complete }),
    terminal: hasTerminal,
    prompt: '',
  });
  let waiting: string[] = [];
  let isClosed = false;
  let typedRows: number | undefined;

  const flush = (): void => {
    if (waiting.length === 0) return;
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    if (isClosed) {
      output.write(text);
      return;
    }
    const { rows } = readline.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    output.write(text);
    // readline goes up by the rows that it last drew before it draws again. After a paste that number is not even right.
    Object.assign(readline, { prevRows: 0 });
    readline.prompt(true);
  };

  readline.on('line', (line) => {
    onLine(line);
    typedRows = undefined;
    if (hasTerminal && !isClosed) readline.prompt();
  });
  readline.on('SIGINT', onInterrupt);
  readline.once('close', () => {
    isClosed = true;
    onEnd();
  });
  if (hasTerminal) {
    // Before readline itself sees the key, the line is still there to be measured; its end is known only at its end.
    input.prependListener('keypress', (_text: string, key: { readonly name?: string }) => {
      if (key.name !== 'return' && key.name !== 'enter') return;
      typedRows = readline.cursor === readline.line.length ? readline.getCursorPos().rows : undefined;
    });
  }

  return {
    isTerminal: hasTerminal,
    print(line) {
      if (!hasTerminal) {
        output.write(`${line}\n`);
        return;
      }
      // All lines of one read are drawn at once.
      if (waiting.push(line) === 1) queueMicrotask(flush);
    },
    prompt(text) {
      if (!hasTerminal || isClosed) return;
      readline.setPrompt(text);
      readline.prompt(true);
    },
    eraseTyped() {
      if (typedRows === undefined) return;
      moveCursor(output, 0, -typedRows - 1);
      cursorTo(output, 0);
      clearScreenDown(output);
    },
    close() {
      flush();
      readline.close();
      if (hasTerminal) output.write('\n');
    },
  };
}
