/**
 * A stamp says what a person saw when a form was filled. Whoever posts it back with changed facts
 * underneath is told so. A list counts as a set: its order says nothing.
 */
export type Stampable = string | boolean | null | readonly string[];

export function stampOf(facts: readonly Stampable[]): string {
  return JSON.stringify(
    facts.map((fact) => (typeof fact === "object" && fact !== null ? [...fact].sort() : fact)),
  );
}
