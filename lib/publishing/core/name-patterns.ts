/** Which official names a publisher may use: exact ones, or all of a namespace as `namespace/*`. */
import { nameProblem } from "#lib/catalog/core/document-text.ts";

const NAMESPACE = /^[a-zA-Z0-9.-]{1,200}$/;

/** Why a pattern is none, in words that follow it; null when it is one. */
export function patternProblem(pattern: string): string | null {
  if (!pattern.endsWith("/*")) return nameProblem(pattern);
  const namespace = pattern.slice(0, -2);
  return NAMESPACE.test(namespace) && /[a-zA-Z0-9]/.test(namespace)
    ? null
    : "must be namespace/* with the namespace in full, such as io.github.acme/*";
}

/** Names are compared as they are written, as the registry compares them. */
export function allowsName(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("/*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
