// What a server counts from its start on; read by /stats and /metrics.

/** Running totals of one server. */
export interface Counters {
  /** Frames that clients sent, faulty ones too. */
  received: number;
  /** Frames handed to transports: one for each frame and receiver. */
  delivered: number;
  /** Payloads handed to transports: deliveries a write are the batch. */
  writes: number;
  /** Clients dropped as slow consumers (FLOW-1). */
  evicted: number;
  /** Connections refused for want of a place (CAP-1, CAP-2). */
  refused: number;
}

/** Counters at zero. */
export function createCounters(): Counters {
  return { received: 0, delivered: 0, writes: 0, evicted: 0, refused: 0 };
}
