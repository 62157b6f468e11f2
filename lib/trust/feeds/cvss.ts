import cvss from "ae-cvss-calculator";

/**
 * The highest base score among CVSS vectors of versions 2, 3.0, 3.1 and 4.0; null: none can be
 * read. Threat and environment, which a database cannot know, are left out (CVSS 4.0 §1.3).
 */
export function highestBaseScore(vectors: readonly string[]): number | null {
  const scores = vectors.map(baseScore).filter((score) => score !== null);
  return scores.length === 0 ? null : Math.max(...scores);
}

const MAX_LENGTH = 500;

function baseScore(vector: string): number | null {
  if (vector.length > MAX_LENGTH) return null;
  const read = readVector(vector);
  if (!read?.isBaseFullyDefined()) return null;
  const scores = read.calculateScores();
  const score = "baseMetricsOnly" in scores ? scores.baseMetricsOnly : scores.base;
  return score !== undefined && Number.isFinite(score) ? score : null;
}

function readVector(vector: string) {
  try {
    if (vector.startsWith("CVSS:4.0/")) return new cvss.Cvss4P0(vector);
    if (vector.startsWith("CVSS:3.1/")) return new cvss.Cvss3P1(vector);
    if (vector.startsWith("CVSS:3.0/")) return new cvss.Cvss3P0(vector);
    return new cvss.Cvss2(vector);
  } catch {
    // It throws for metrics and values that it does not know.
    return null;
  }
}
