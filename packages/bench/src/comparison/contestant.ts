// What is measured: one server in one fan-out mode under one scenario.
import type { Entrant, FanoutMode } from '@hubbub/protocol';
import type { Row } from '../results/row-schema.ts';
import type { Scenario } from '../scenario.ts';

/** One server in one mode under one scenario, before it is measured. */
export interface Contestant {
  readonly entrant: Entrant;
  /** The folder of entrant.json, in which its command runs. */
  readonly folder: string;
  readonly mode: FanoutMode;
  readonly scenario: Scenario;
  /** The same row once more: what differs between the two is noise. */
  readonly isTwin?: boolean;
}

/** The track of a mode: `batched` is tuned; the framework's own fan-out is stock, or the plain loop where it has none. */
export function trackOf({ fanout }: Entrant, mode: FanoutMode): Row['track'] {
  if (mode === 'batched') return 'tuned';
  return mode === 'native' || !fanout.includes('native') ? 'stock' : 'plain';
}

/** The server that most others name as the layer below them, or the first: the one measured twice. */
export function twinOf(entrants: readonly Entrant[]): Entrant | undefined {
  const named = ({ id }: Entrant) => entrants.filter(({ versus }) => versus === id).length;
  return entrants.toSorted((a, b) => named(b) - named(a))[0];
}
