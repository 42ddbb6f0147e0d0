// What a conformance case is: data with one `run`. The cases themselves are in cases/, what runs them in runner/.
import type { Binding, Limits, Profile } from '@hubbub/protocol';
import type { CaseContext } from './context.ts';

/** RFC 2119's word that a case's title starts with. A missed MUST fails, a missed SHOULD or MAY is `weak`. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** What a case asks of the server and its process beyond the suite's usual configuration. */
export interface CaseNeeds {
  /** Limits that differ from `SUITE_LIMITS`. Cases with equal needs share one server process. */
  readonly limits?: Partial<Limits>;
  /** The configured origin allow-list (WS-4). */
  readonly origins?: readonly string[];
  /** How clients authenticate: by the suite's shared secret, or by JWTs (HELLO-8). The case makes their tokens. */
  readonly auth?: 'secret' | 'jwt';
  /** The server is given a certificate, and every peer of the case talks TLS (TLS-1). */
  readonly tls?: true;
  /** The server is given a store of its own, which servers of `startAnother` share (HIST-5). */
  readonly store?: true;
  /** The process may have no more file descriptors than this (CAP-2). */
  readonly openFiles?: number;
  /** The case needs a server that the suite started itself (implied by all of the others but `timeoutMs`). */
  readonly spawn?: true;
  /** The case reads `/stats`, so the server is started with an admin port. */
  readonly stats?: true;
  /** The case sends signals to the process, which is then its own. */
  readonly signals?: true;
  /** No other case may use the process meanwhile: cases with equal needs have it one after another, with nobody connected. */
  readonly exclusive?: true;
  /** The hard bound of one run, ms; 15 000 where it is not given. */
  readonly timeoutMs?: number;
}

/** One case: an obligation of one clause, judged on every binding that it applies to. */
export interface ConformanceCase {
  /** Frozen: `<clause>.<n>`, e.g. `FRAME-5.2`; never reused, new ones at the end. */
  readonly id: string;
  /** A sentence that starts with MUST, SHOULD or MAY. */
  readonly title: string;
  /** The clause of PROTOCOL.md, e.g. `FRAME-5`. */
  readonly clause: string;
  readonly profile: Profile;
  /** Features that the server must declare; where one is not declared the verdict is `n/a`. */
  readonly features: readonly string[];
  readonly bindings: readonly Binding[];
  readonly needs: CaseNeeds;
  /** Throws `ConformanceViolation` where the server is wrong; anything else it throws is a harness error. */
  run(ctx: CaseContext): Promise<void>;
}

/** What an author writes: {@link ConformanceCase} with the usual values left out. */
export interface CaseDraft extends Pick<ConformanceCase, 'id' | 'title' | 'run'> {
  /** The id up to the dot where it is not given. */
  readonly clause?: string;
  /** `core` where it is not given. */
  readonly profile?: Profile;
  readonly features?: readonly string[];
  /** All bindings where it is not given. */
  readonly bindings?: readonly Binding[];
  readonly needs?: CaseNeeds;
}

const ID = /^([A-Z0-9]+-\d+)\.\d+$/;
const TITLE = /^(MUST|SHOULD|MAY) /;
const EVERY_BINDING: readonly Binding[] = ['lines', 'websocket', 'socket.io'];

/**
 * Completes a draft to a case.
 * @throws Error for an id or a title of the wrong form: a fault of the suite, found when it is loaded.
 */
export function defineCase(draft: CaseDraft): ConformanceCase {
  const clause = ID.exec(draft.id)?.[1];
  if (clause === undefined) throw new Error(`case id "${draft.id}" is not <clause>.<n>`);
  if (!TITLE.test(draft.title)) throw new Error(`title of ${draft.id} must start with MUST, SHOULD or MAY`);
  return {
    id: draft.id,
    title: draft.title,
    clause: draft.clause ?? clause,
    profile: draft.profile ?? 'core',
    features: draft.features ?? [],
    bindings: draft.bindings ?? EVERY_BINDING,
    needs: draft.needs ?? {},
    run: draft.run,
  };
}

/** The level of a case, which is the first word of its title. */
export function levelOf({ title }: Pick<ConformanceCase, 'title'>): Level {
  return TITLE.exec(title)?.[1] as Level;
}
