import { freshCursor, respelt, type Inputs } from "./inputs.ts";
import type { Expect, LoadRequest } from "./load-process.ts";
import { randomOf } from "./random.ts";

export type ApiWorkload = {
  name: string;
  requests: LoadRequest[];
  /** Kept answers send no SQL, so there is none to compare with. */
  made: boolean;
};

/** More than a run sends, or than the product's cache holds: no answer is kept for the next round. */
const DISTINCT = 8_000;
export const PAGE_OF_100 = "/v0.1/servers?limit=100&version=latest";
const KEPT_NAMES = 200;

export function apiWorkloads(inputs: Inputs): ApiWorkload[] {
  const list = (entries: Expect["entries"]): Expect => ({
    status: 200,
    shape: "list",
    ...(entries === undefined ? {} : { entries }),
  });
  const base = "/v0.1/servers?limit=30&version=latest";
  const { feed } = inputs;
  const begin = feed.slice(0, Math.max(1, Math.floor(feed.length * 0.05)));
  const middle = feed.slice(Math.floor(feed.length * 0.3), Math.floor(feed.length * 0.7));
  const after = (rows: Inputs["feed"]) =>
    times(DISTINCT, (number) => ({
      path: `${base}&cursor=${freshCursor(at(rows, number), number)}`,
      expect: list(30),
    }));
  return [
    { name: "API list page, kept", requests: [{ path: base, expect: list(30) }], made: false },
    { name: "API list page, made anew", requests: after(begin), made: true },
    { name: "API deep page", requests: after(middle), made: true },
    { name: "API search, common word", requests: searches(base, inputs.commonWords), made: true },
    { name: "API search, rare word", requests: searches(base, inputs.rareWords), made: true },
    { name: "API latest version, kept", requests: latest(feed), made: false },
  ];
}

function searches(base: string, words: readonly string[]): LoadRequest[] {
  const random = randomOf(words.length);
  const found = new Map<string, LoadRequest>();
  for (let number = 0; number < 4 * DISTINCT && found.size < DISTINCT; number++) {
    const word = respelt(at(words, number), random.int(4_096));
    const path = `${base}&search=${word}`;
    found.set(path, { path, expect: { status: 200, shape: "list", entries: "some" } });
  }
  return [...found.values()];
}

function latest(feed: Inputs["feed"]): LoadRequest[] {
  const step = Math.max(1, Math.floor(feed.length / KEPT_NAMES));
  return feed
    .filter((_, index) => index % step === 0)
    .slice(0, KEPT_NAMES)
    .map(({ name, version }) => ({
      path: `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`,
      expect: { status: 200, shape: "entry", includes: `"version":"${version}"` },
    }));
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}

const times = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, number) => make(number));
