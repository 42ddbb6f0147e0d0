// What the commands do about a server whose requirements are not installed.
import { missingRequirements } from '@hubbub/conformance';
import { HubbubError } from '@hubbub/protocol';
import type { FoundEntrant } from './entrants.ts';

/**
 * Refuses to go on where something is not installed.
 * @throws HubbubError `requirement_missing` with the command that installs it.
 */
export function requireInstalled(found: FoundEntrant): void {
  const [missing] = missingRequirements(found);
  if (missing === undefined) return;
  throw new HubbubError(
    'requirement_missing',
    `${found.entrant.id} needs ${missing.what}, which is not installed: ${missing.install}`,
  );
}
