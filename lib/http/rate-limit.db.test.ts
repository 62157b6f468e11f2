import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { countCall, WINDOW_SECONDS } from "#lib/management-api/count-call.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { defineRoute } from "./define-route.ts";

const route = defineRoute(() => Promise.resolve(Response.json({ fine: true })));
const LIMITS = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"] as const;

test("of many calls at once exactly as many pass as the limit says", async () => {
  const actorId = randomUUID();
  const ask = () => countCall(systemContext(), { actorId, bucket: "write", limit: 10 });
  const counted = await Promise.all(Array.from({ length: 60 }, ask));
  expect(counted.filter(({ used }) => used <= 10)).toHaveLength(10);
});

test("a window ends, and the next begins with the next call", async () => {
  const input = { actorId: randomUUID(), bucket: "read", limit: 2 };
  const at = (seconds: number) => ({
    ...systemContext(),
    now: new Date(Date.UTC(2027, 0, 1) + seconds * 1_000),
  });
  const used = [];
  for (const seconds of [0, 10, 20, WINDOW_SECONDS - 1, WINDOW_SECONDS, WINDOW_SECONDS + 5])
    used.push((await countCall(at(seconds), input)).used);
  expect(used).toEqual([1, 2, 3, 3, 1, 2]);
  expect((await countCall(at(WINDOW_SECONDS + 15), input)).resetSeconds).toBe(WINDOW_SECONDS - 15);
});

test("every answer says how many calls are left, of reading and of changing", async () => {
  const as = await tokenFor(await createPerson());
  const reads = [await call(route, { as }), await call(route, { as })];
  expect(reads.map(({ headers }) => headers.get("ratelimit-remaining"))).toEqual(["599", "598"]);
  expect(Number(reads[0]?.headers.get("ratelimit-reset"))).toBeGreaterThan(0);
  const write = await call(route, { as, body: {} });
  expect(LIMITS.slice(0, 2).map((name) => write.headers.get(name))).toEqual(["120", "119"]);
});

test("beyond the limit the answer is 429 with the time to wait; reading goes on", async () => {
  const person = await createPerson();
  const as = await tokenFor(person);
  await db.rateWindow.create({
    data: { actorId: person.id, bucket: "write", startsAt: new Date(), used: 120 },
  });
  const answer = await call(route, { as, body: {} });
  expect([answer.status, answer.body["code"]]).toEqual([429, "rate_limited"]);
  expect(answer.headers.get("ratelimit-remaining")).toBe("0");
  expect(answer.headers.get("retry-after")).toBe(answer.headers.get("ratelimit-reset"));
  expect((await call(route, { as })).status).toBe(200);
});

test("one person's calls are not counted as another's, and nobody's are not counted", async () => {
  const [one, other] = [await createPerson(), await createPerson()];
  await db.rateWindow.create({
    data: { actorId: one.id, bucket: "read", startsAt: new Date(), used: 600 },
  });
  expect((await call(route, { as: await tokenFor(one) })).status).toBe(429);
  expect((await call(route, { as: await tokenFor(other) })).status).toBe(200);
  expect((await call(route)).headers.has("ratelimit-limit")).toBe(false);
});
