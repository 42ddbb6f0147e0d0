// A latency distribution as results.json holds it. Histograms are HdrHistogram V2, compressed, base64, in µs.
import Type, { type Static } from 'typebox';

/** The schema of a latency distribution. */
export const LatencySchema = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    p50Ms: Type.Number(),
    p99Ms: Type.Number(),
    p999Ms: Type.Number(),
    maxMs: Type.Number(),
    histogram: Type.String({ description: 'HdrHistogram V2 compressed base64, microseconds' }),
  },
  { additionalProperties: false },
);

/** A latency distribution and its usual percentiles. */
export type Latency = Static<typeof LatencySchema>;
