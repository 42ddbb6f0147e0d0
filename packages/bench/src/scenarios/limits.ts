// Which limits a server is given for a scenario: what its load needs, then what the scenario says itself.
import { DEFAULT_LIMITS, type Limits } from '@hubbub/protocol';
import { clientsOf, type Scenario } from '../scenario.ts';

const SPARE_CONNECTIONS = 16;
/** What a frame is allowed to be longer than its text, at worst (FRAME-8). */
const FRAME_BYTES_A_TEXT_BYTE = 6;
const FRAME_OVERHEAD_BYTES = 1_152;

/** The limits for one scenario, the same for every server. */
export function limitsOf(scenario: Scenario): Partial<Limits> {
  const { textBytes, churn, fault, limits } = scenario;
  const strangers = Math.max(churn?.clients ?? 0, fault?.kind === 'malformed' ? fault.clients : 0);
  const maxTextBytes = Math.max(DEFAULT_LIMITS.maxTextBytes, textBytes);
  const frameBytes = FRAME_BYTES_A_TEXT_BYTE * maxTextBytes + FRAME_OVERHEAD_BYTES;
  return {
    ratePerSecond: 0,
    // A connection that is gone may be known to be gone a little later.
    maxConnections: 2 * clientsOf(scenario) + strangers + SPARE_CONNECTIONS,
    // Telling everybody of every join is O(n²) before the load even starts, and not what is measured here.
    presenceMembers: 16,
    ...(maxTextBytes > DEFAULT_LIMITS.maxTextBytes
      ? { maxTextBytes, maxFrameBytes: Math.max(DEFAULT_LIMITS.maxFrameBytes, frameBytes) }
      : {}),
    ...limits,
  };
}
