/** What one run of one load showed; times in milliseconds. */
export type Sample = { p50: number; p95: number; p99: number; perSecond: number; count: number };

/** Medians over the rounds; `spread` is (largest - smallest) / median of the rounds' p50. */
export type Stat = Sample & { spread: number; rounds: number };

/** With fewer replies in a round, a 95th percentile is only the slowest reply. */
export const FEW = 20;
export const isFew = (stat: Stat): boolean => stat.count / stat.rounds < FEW;

export function sampleOf(latenciesMs: number[], elapsedMs: number): Sample {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    perSecond: sorted.length / (elapsedMs / 1_000),
    count: sorted.length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function statOf(samples: readonly Sample[]): Stat {
  const p50s = samples.map((sample) => sample.p50);
  const p50 = median(p50s);
  return {
    p50,
    p95: median(samples.map((sample) => sample.p95)),
    p99: median(samples.map((sample) => sample.p99)),
    perSecond: median(samples.map((sample) => sample.perSecond)),
    count: samples.reduce((total, sample) => total + sample.count, 0),
    spread: (Math.max(...p50s) - Math.min(...p50s)) / p50,
    rounds: samples.length,
  };
}
