// Several runs in one JSON value, and reading either form back. One run stays a bare envelope.
import { HubbubError } from '@hubbub/protocol';
import type { Envelope } from './envelope.ts';

/** A server that was not run, and why. */
export interface LeftOut {
  readonly target: string;
  readonly reason: string;
}

/** The runs of several servers. */
export interface Collection {
  readonly collection: 1;
  readonly startedAt: string;
  readonly ms: number;
  readonly envelopes: readonly Envelope[];
  /** Servers that could not be run: their requirements are missing, or their declaration is malformed. Never green. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The envelopes of a report's JSON, be it of one server or of many.
 * @throws HubbubError `config_invalid` where the text is neither.
 */
export function readEnvelopes(json: string, name: string): readonly Envelope[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new HubbubError('config_invalid', `${name} is no JSON`, { cause: error });
  }
  const { envelope, collection, envelopes } = (value ?? {}) as Partial<Envelope & Collection>;
  if (envelope === 1) return [value as Envelope];
  if (collection === 1 && Array.isArray(envelopes)) return envelopes;
  throw new HubbubError('config_invalid', `${name} is no result of the conformance suite`);
}
