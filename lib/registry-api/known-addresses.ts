import type { Route } from "./registry-metrics.ts";

type Known = { key: string; route: Route };

export type KnownAddresses = {
  get(address: string): Known | undefined;
  put(address: string, known: Known): void;
};

const MAX_ADDRESSES = 20_000;
const MAX_LENGTH = 1_024;

/**
 * Which kept answer an address asks for, as its parts say it. That never changes, so nothing here
 * goes stale: whether the answer is still good is for the cache to say.
 */
export function createKnownAddresses(): KnownAddresses {
  const known = new Map<string, Known>();
  return {
    get: (address) => known.get(address),
    put(address, found) {
      if (address.length > MAX_LENGTH || known.has(address)) return;
      if (known.size >= MAX_ADDRESSES) known.clear();
      known.set(address, found);
    },
  };
}
