// The result of a run as one JSON value, from which every report comes. Types only; no report is written here.
import type { Binding, Limits, Profile } from '@hubbub/protocol';
import type { Level } from './case.ts';

/** What a case × binding came to. */
export type Verdict =
  | 'pass'
  /** A SHOULD or MAY that the server does not keep. */
  | 'weak'
  | 'fail'
  /** A feature that the server does not declare. */
  | 'n/a'
  /** Not judged: what the case needs cannot be had in this tier, or a server did not start. Never green. */
  | 'could-not-run'
  | 'expected-fail'
  /** Passes although an expectation says it fails: the expectation is stale, and the run is not conformant. */
  | 'unexpected-pass'
  /** A fault of the suite. */
  | 'harness-error';

/** One line of a wire log. */
export interface WireLine {
  /** ms since the case began. */
  readonly atMs: number;
  readonly peer: string;
  readonly direction: '>' | '<' | '*';
  readonly text: string;
}

/** What went wrong, in the case's words. */
export interface Failure {
  /** The clause that was broken: the case's, or that of a standing invariant. */
  readonly clause: string;
  readonly expected: string;
  readonly seen: string;
  /** What the case sent last: by whom, when (ms since it began), in words and as bytes in hex. */
  readonly sent?: string;
  /** When it was found, ms since the case began. */
  readonly atMs?: number;
  /** Only for a harness error. */
  readonly stack?: string;
  /** What the process wrote to stderr while the case ran, at most 4 000 characters. */
  readonly stderr?: string;
}

/** One case on one binding. */
export interface CaseResult {
  readonly id: string;
  readonly binding: Binding;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly profile: Profile;
  readonly verdict: Verdict;
  readonly ms: number;
  /** 1 for the first repetition. */
  readonly round: number;
  /** Why it could not run, is n/a, or is expected to fail. */
  readonly reason?: string;
  readonly failure?: Failure;
  /** A failed case passed when it was run again: a label, the verdict stays. */
  readonly flaky?: boolean;
  /** The process ended while this case ran. */
  readonly crashed?: boolean;
  /** The line that runs this one case again. */
  readonly reproduce?: string;
  /** For cases that did not pass; for all where the run was asked to keep them. */
  readonly wire?: readonly WireLine[];
}

/** An expectation that has to go, and why. */
export interface StaleExpectation {
  readonly case: string;
  readonly why: string;
}

/** A whole run. */
export interface Envelope {
  readonly envelope: 1;
  readonly suite: {
    readonly name: 'hubbub-conformance';
    readonly version: string;
    readonly protocol: number;
    readonly cases: number;
  };
  readonly server: {
    /** How the suite names the target: an entrant's id, `mutant:<id>`, or the URLs. */
    readonly target: string;
    readonly tier: 'spawn' | 'attach' | 'in-process';
    readonly name?: string;
    readonly framework?: string;
    readonly runtime?: string;
    readonly features: readonly string[];
    readonly bindings: readonly Binding[];
    readonly limits?: Limits;
  };
  readonly host: {
    readonly platform: string;
    readonly cpus: number;
    readonly runtime: string;
    readonly jitterMs: number;
  };
  readonly run: {
    readonly profile: Profile | 'all' | 'claimed';
    /** The profiles that were run. */
    readonly profiles?: readonly Profile[];
    readonly seed: number;
    readonly shuffle: boolean;
    readonly repeat: number;
    readonly startedAt: string;
    readonly ms: number;
    /** Set where not every case of the profile was asked for. */
    readonly only?: readonly string[];
    /** Whether the run was cut short. */
    readonly aborted: boolean;
  };
  readonly results: readonly CaseResult[];
  /** Expectations that no longer say anything true: of no known case, past their end, or of nothing that ran. */
  readonly staleExpectations: readonly StaleExpectation[];
  /** Declared features with a failing MUST. */
  readonly falseClaims: readonly string[];
  readonly counts: Readonly<Record<Verdict, number>>;
}
