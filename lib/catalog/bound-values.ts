import type { Where } from "./visibility.ts";

/** Collects the values of one statement and hands out their placeholders. */
export class BoundValues {
  readonly values: unknown[] = [];

  /** The placeholder of a value, such as `$3`. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** A clause that numbers its own placeholders from the first free one. */
  clause(make: (first: number) => Where): string {
    const { text, values } = make(this.values.length + 1);
    this.values.push(...values);
    return text;
  }
}
