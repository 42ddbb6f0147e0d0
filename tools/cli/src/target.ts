// From a server of the command line to what the suite judges.
import { join } from 'node:path';
import { entrantTarget, type Target } from '@hubbub/conformance';
import type { FanoutMode } from '@hubbub/protocol';
import type { FoundEntrant } from './entrants.ts';

/** The process of a server or a variant, in a fan-out mode or in its own default. */
export function targetOfEntrant({ entrant, folder }: FoundEntrant, fanout?: FanoutMode): Target {
  const [, variant] = entrant.id.split(':');
  return entrantTarget(join(folder, 'entrant.json'), { variant, fanout });
}
