const WORDS = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan", "start", "end"]);

/**
 * The names of the metrics in a PromQL expression: what is neither a function, nor a label, nor a
 * word of the language. For the test that holds dashboards and alerts against what is exposed.
 */
export function metricNames(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "")
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, "");
  const found = [...bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])/g)];
  return [...new Set(found.map(([name]) => name).filter((name) => !WORDS.has(name.toLowerCase())))];
}
