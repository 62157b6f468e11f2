const NUMBERS = "v?\\d+(?:\\.\\d+){0,3}(?:-[0-9A-Za-z.-]+)?";

const RANGES: readonly RegExp[] = [
  new RegExp(`^(?:\\^|~|>=|<=|>|<|=)\\s*${NUMBERS}$`),
  new RegExp(`^${NUMBERS}\\s+-\\s+${NUMBERS}$`),
  new RegExp(`^${NUMBERS}(?:\\s*\\|\\|\\s*${NUMBERS})+$`),
  // 1.x, 1.2.*, *.1: at least one dot and one placeholder. A bare * is left alone, as officially.
  /^(?=[^-]*[xX*])(?:v?\d+|[xX*])(?:\.(?:\d+|[xX*])){1,2}(?:-[0-9A-Za-z.-]+)?$/,
];

/** Reads as a range (`^1.2`, `>= 1`, `1.0 - 2.0`, `1 || 2`, `1.x`) rather than as one version. */
export function looksLikeRange(version: string): boolean {
  const text = version.trim();
  // No real range is longer, and the patterns should never meet a text of megabytes.
  return text.length <= 1_000 && RANGES.some((range) => range.test(text));
}
