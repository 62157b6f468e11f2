import { expect, test } from "vitest";
import { createAnswerCache } from "./answer-cache.ts";
import { answerOf } from "./wire.ts";

function cacheWith(options: { maxBytes?: number } = {}) {
  const clock = { generation: 1 as number | null, nowMs: 0 };
  const cache = createAnswerCache({
    maxBytes: options.maxBytes ?? 1_000_000,
    maxAgeMs: 30_000,
    generation: () => clock.generation,
    nowMs: () => clock.nowMs,
  });
  return { cache, clock };
}

const answer = (text: string) => answerOf(text, { sharing: "public" });
const make = (text: string) => () => Promise.resolve(answer(text));

/** Work that finishes when the test says so. */
function held(text: string) {
  let finish: () => void = () => undefined;
  let times = 0;
  const gate = new Promise<void>((resolve) => (finish = resolve));
  const work = async () => {
    times += 1;
    await gate;
    return answer(text);
  };
  return { work, finish: () => finish(), times: () => times };
}

test("an answer is kept until a change is heard", async () => {
  const { cache, clock } = cacheWith();
  await cache.getOrMake("k", make("old"));
  expect(cache.get("k")?.body.toString()).toBe("old");
  clock.generation = 2;
  expect(cache.get("k")).toBeUndefined();
});

test("an answer whose making began before a change is given to nobody afterwards", async () => {
  const { cache, clock } = cacheWith();
  const slow = held("old");
  const early = cache.getOrMake("k", slow.work);
  clock.generation = 2;
  const late = cache.getOrMake("k", make("new"));
  slow.finish();
  expect((await early).body.toString()).toBe("old");
  expect((await late).body.toString()).toBe("new");
  expect(cache.get("k")?.body.toString()).toBe("new");
});

test("while changes are not heard of, nothing is kept, reused or shared", async () => {
  const { cache, clock } = cacheWith();
  await cache.getOrMake("k", make("kept"));
  clock.generation = null;
  expect(cache.get("k")).toBeUndefined();
  const slow = held("x");
  const both = [cache.getOrMake("k", slow.work), cache.getOrMake("k", slow.work)];
  expect(slow.times()).toBe(2);
  slow.finish();
  await Promise.all(both);
  expect(cache.bytes).toBe(0);
});

test("a burst for one answer makes it once", async () => {
  const { cache } = cacheWith();
  const slow = held("x");
  const burst = Array.from({ length: 50 }, () => cache.getOrMake("k", slow.work));
  slow.finish();
  await Promise.all(burst);
  expect(slow.times()).toBe(1);
});

test("a failure reaches everyone who waited, and the next request tries again", async () => {
  const { cache } = cacheWith();
  const failing = () => Promise.reject(new Error("no database"));
  const burst = [cache.getOrMake("k", failing), cache.getOrMake("k", failing)];
  for (const waiting of burst) await expect(waiting).rejects.toThrow("no database");
  expect((await cache.getOrMake("k", make("y"))).body.toString()).toBe("y");
});

test("memory is bounded: the answer used longest ago goes first", async () => {
  const { cache } = cacheWith({ maxBytes: 20_000 });
  const large = "x".repeat(1_400);
  for (const key of ["a", "b", "c", "d", "e", "f", "g", "h"])
    await cache.getOrMake(key, make(large));
  cache.get("a");
  await cache.getOrMake("i", make(large));
  expect(cache.bytes).toBeLessThanOrEqual(20_000);
  expect(cache.get("a")).toBeDefined();
  expect(cache.get("b")).toBeUndefined();
});

test("an answer that would push out everything else is not kept", async () => {
  const { cache } = cacheWith({ maxBytes: 20_000 });
  await cache.getOrMake("k", make("x".repeat(10_000)));
  expect(cache.get("k")).toBeUndefined();
});

test("after half a minute an answer is made again, whatever was heard", async () => {
  const { cache, clock } = cacheWith();
  await cache.getOrMake("k", make("x"));
  clock.nowMs = 30_001;
  expect(cache.get("k")).toBeUndefined();
  expect(cache.bytes).toBe(0);
});
