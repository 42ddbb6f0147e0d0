// What a system call that failed throws: Node's own shape of such errors, so code that knows one knows both.
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { libc } from './libc.ts';

/** A system call that failed. `code` is the name, such as `EMFILE`; `errno` is negative, as in Node's own errors. */
export class OsError extends Error implements NodeJS.ErrnoException {
  override readonly name = 'OsError';
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;

  /** `number` is errno as C has it. */
  constructor(syscall: string, number: number) {
    const code = getSystemErrorName(-number);
    super(`${syscall}: ${code}, ${getSystemErrorMessage(-number)}`);
    this.errno = -number;
    this.code = code;
    this.syscall = syscall;
  }
}

/**
 * Hands a call's result on.
 * @throws OsError where it is negative.
 */
export function checked(syscall: string, result: number): number {
  if (result < 0) throw new OsError(syscall, libc.errno());
  return result;
}
