/** A small deterministic generator: the same seed gives the same catalog on every machine. */
export type Random = {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** The first items far more often than the last ones, as words of a language are. */
  skewed<T>(items: readonly T[]): T;
  some<T>(items: readonly T[], count: number): T[];
  /** A stable v4-shaped UUID. */
  uuid(): string;
};

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const at = <T>(items: readonly T[], index: number): T => {
    const item = items[index];
    if (item === undefined) throw new Error("Picked from an empty list.");
    return item;
  };
  const int = (below: number) => Math.floor(next() * below);
  const pick = <T>(items: readonly T[]) => at(items, int(items.length));
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => int(16).toString(16)).join("");
  return {
    int,
    chance: (probability) => next() < probability,
    pick,
    skewed: (items) => at(items, Math.floor(next() ** 1.4 * items.length)),
    some: (items, count) => [...new Set(Array.from({ length: count }, () => pick(items)))],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
