// Logs: one JSON line an event on stderr (PROC-2, SEC-1). JSON escapes every control character that a client sent.
import pino from 'pino';
import type { Log } from './contract.ts';

/** The levels that `--log-level` takes. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger to stderr; it writes synchronously, so that the last words before an exit are not lost. */
export function createLog(name: string, level: LogLevel): Log {
  return pino({ name, level }, pino.destination({ dest: 2, sync: true }));
}

/** A logger that says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** What an operator needs to know of a fault: its stack, on one line once it is JSON. Never sent to a client (SEC-1). */
export function describeFault(error: unknown): { fault: string } {
  return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
