// What can be judged: something that yields running servers. The tiers (spawn, attach, in-process, mutant) are in targets/.
import type { Binding, Expectation, Profile, ReadyLine, ServerConfig } from '@hubbub/protocol';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** ms on the monotonic clock (`performance.now`). */
  readonly atMs: number;
}

/** A server that accepts connections. */
export interface RunningServer {
  readonly ready: ReadyLine;
  /** Sends a signal; absent where there is no process of the suite's own. */
  readonly signal?: (name: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void;
  /** Settles when the server is gone. */
  readonly exited: Promise<ProcessEnd>;
  /** What it wrote to stderr so far (the last 64 KiB). */
  stderr(): string;
  /** Ends it: SIGTERM, then SIGKILL after a bound. Safe to call twice. */
  stop(): Promise<void>;
}

/** What became of a process that was given a line of configuration which may be wrong. */
export interface Tried {
  /** Whether it printed a line on stdout, as one that is ready does; it was ended then. */
  readonly isReady: boolean;
  /** Its exit status; `null` where it was ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a start asks for beside the configuration. */
export interface StartOptions {
  /** A process that nobody else uses, where a target shares them. */
  readonly isOwn?: boolean;
  /** The most file descriptors that the process may have. */
  readonly openFiles?: number;
}

/** Something to hold the suite against. */
export interface Target {
  readonly id: string;
  readonly tier: 'spawn' | 'attach' | 'in-process';
  /** The optional features that it says it offers; what is in force is in a ready line. Not known where it is not given. */
  readonly features?: readonly string[];
  /** The bindings it offers. */
  readonly bindings: readonly Binding[];
  /** The profiles that it claims; all where it does not say. */
  readonly profiles?: readonly Profile[];
  readonly expectations: readonly Expectation[];
  /** The file that the expectations stand in, and the variant that they are of. */
  readonly declaredIn?: { readonly file: string; readonly variant?: string };
  /** How the target is named in a reproduce line. */
  readonly argument: string;
  /**
   * Starts a server; an attached one ignores `config`. Rejects with `HubbubError` `start_failed`.
   */
  start(config: ServerConfig, signal: AbortSignal, options?: StartOptions): Promise<RunningServer>;
  /** Starts a process with this line on its stdin, right or wrong (PROC-1); absent where there are no processes. */
  tryConfig?(line: string, signal: AbortSignal): Promise<Tried>;
}
