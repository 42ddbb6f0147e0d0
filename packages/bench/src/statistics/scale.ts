// On which scale two figures are compared: as a ratio (a cost, a latency) or as a difference (memory, which may be near 0).

/** A figure's scale and the smallest step on it that is ever claimed. */
export interface Scale {
  readonly kind: 'ratio' | 'difference';
  /** 1.1: ten per cent; for a difference in the figure's unit. */
  readonly smallestClaim: number;
}

/** Of a ratio the logarithm of positive values, else the value itself: steps are sums there. */
export function onScale({ kind }: Scale, value: number): number {
  return kind === 'ratio' ? Math.log(Math.max(value, 1e-9)) : value;
}

/** Back from a step on the scale to the ratio or the difference. */
export function fromScale({ kind }: Scale, step: number): number {
  return kind === 'ratio' ? Math.exp(step) : step;
}
