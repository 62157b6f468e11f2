import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { DECIDE_REQUEST, GET_REQUEST } from "#lib/management-api/operations/requests.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson, reviewCast } from "#lib/testing/factories.ts";
import { scanSubmission } from "#lib/testing/submission-scans.ts";
import { cleanTools } from "#lib/testing/trust-facts.ts";
import { POST as assign } from "./assignment/route.ts";
import { POST as check } from "./checklist/route.ts";
import { POST as comment } from "./comments/route.ts";
import { POST as decide } from "./decisions/route.ts";
import { GET, PUT } from "./route.ts";
import { POST as submit } from "./submit/route.ts";
import { POST as raise } from "./tier/route.ts";
import { POST as view } from "./viewed/route.ts";
import { POST as watch } from "./watch/route.ts";
import { POST as withdraw } from "./withdraw/route.ts";

async function stage(more: { submit?: boolean } = {}) {
  const cast = await reviewCast();
  const { id, number } = await createRequest(cast.requester.ctx(), { ...cast.listing, ...more });
  const [requester, first, second, admin, stranger] = await Promise.all([
    tokenFor(cast.requester),
    tokenFor(cast.first),
    tokenFor(cast.second),
    tokenFor(cast.admin),
    tokenFor(await createPerson()),
  ]);
  const state = async () => (await db.request.findUniqueOrThrow({ where: { id } })).state;
  return { cast, id, number, params: { id }, state, requester, first, second, admin, stranger };
}
const APPROVE = { decision: "approve", reason: "Read it; it only reads files." };

test("one request is read by its id and by its number, with its revision as ETag", async () => {
  const { id, number, params, requester } = await stage();
  const byId = await call(GET, { as: requester, params });
  expect([byId.status, byId.headers.get("etag")]).toEqual([200, '"1"']);
  expect(GET_REQUEST.answer.schema?.safeParse(byId.body).error).toBeUndefined();
  expect(byId.body).toMatchObject({
    id,
    number: `R-${number}`,
    allowed: expect.any(Array) as unknown,
  });
  for (const name of [`R-${number}`, `r-${number}`])
    expect((await call(GET, { as: requester, params: { id: name } })).body["id"]).toBe(id);
});

test("the keys with which tools are ticked as viewed are in the answer, and so are the caller's ticks", async () => {
  const { id, params, first, second } = await stage();
  await scanSubmission(id, {
    at: new Date(Date.now() - 3_600_000).toISOString(),
    tools: cleanTools("npm", { pinnedHash: null }),
  });
  type Part = { name: string; key: string; status: string; viewed: boolean };
  const partsFor = async (as: string) => {
    const { body } = await call(GET, { as, params });
    expect(GET_REQUEST.answer.schema?.safeParse(body).error).toBeUndefined();
    return (body["change"] as { parts: Part[] }).parts;
  };
  const [part] = await partsFor(first);
  expect(part).toEqual({
    ...{ name: "convert_units", status: "new", viewed: false },
    key: expect.stringMatching(/^told:[0-9a-f]{64}$/) as string,
  });
  const tick = { revision: 1, part: part?.key, viewed: true };
  expect((await call(view, { as: first, params, body: tick })).status).toBe(200);
  expect(await partsFor(first)).toEqual([{ ...part, viewed: true }]);
  expect(await partsFor(second)).toEqual([part]);
});

test("a request goes from draft over review to approved, step by step", async () => {
  const { cast, params, requester, first, second, admin, id, state } = await stage({
    submit: false,
  });
  const { kind: _, ...asked } = cast.listing;
  const edited = await call(PUT, {
    method: "PUT",
    as: requester,
    params,
    body: { ...asked, usedBy: "Everyone", submit: false },
    headers: { "if-match": '"1"' },
  });
  expect([edited.status, edited.headers.get("etag")]).toEqual([200, '"2"']);
  const submitted = await call(submit, { as: requester, params, body: { revision: 2 } });
  expect(submitted.body).toMatchObject({ id, state: "submitted", revision: 2 });

  const claimed = await call(assign, { as: first, params, body: { assignee: "me" } });
  expect(claimed.body).toMatchObject({ assignee: cast.first.email, changed: true });
  const ticked = { revision: 2, itemKey: "tools", checked: true, evidence: "Read all of them." };
  expect((await call(check, { as: first, params, body: ticked })).status).toBe(200);
  const said = await call(comment, { as: first, params, body: { body: "Which folder?" } });
  expect(said.status).toBe(201);
  expect((await call(watch, { as: first, params, body: { watch: false } })).body).toEqual({
    watching: false,
  });
  const raised = await call(raise, {
    as: first,
    params,
    body: { tier: "critical", reason: "It starts a shell." },
  });
  expect(raised.body).toEqual({ id, tier: "critical" });

  const owner = await tokenFor(cast.owner);
  const decisions = [];
  for (const as of [first, second, owner, admin])
    if (!["approved"].includes(await state()))
      decisions.push(await call(decide, { as, params, body: { ...APPROVE, revision: 2 } }));
  expect(decisions[0]?.status).toBe(201);
  expect(DECIDE_REQUEST.answer.schema?.safeParse(decisions[0]?.body).error).toBeUndefined();
  expect(decisions.at(-1)?.body).toMatchObject({ state: "approved" });
  expect(await state()).toBe("approved");
});

test("an approval sends the tools that scans have seen along, as they were read", async () => {
  const { id, params, first } = await stage();
  await scanSubmission(id, { at: new Date().toISOString(), tools: cleanTools("npm") });
  const { body } = await call(GET, { as: first, params });
  expect(GET_REQUEST.answer.schema?.safeParse(body).error).toBeUndefined();
  const { seenTools } = body["change"] as { seenTools: string };
  const approve = (more: object) =>
    call(decide, { as: first, params, body: { ...APPROVE, revision: 1, ...more } });
  const without = await approve({});
  expect([without.status, Object.keys(without.body["fields"] as object)]).toEqual([
    ...[400, ["seenTools"]],
  ]);
  const others = await approve({ seenTools: "0".repeat(64) });
  expect([others.status, others.body["code"]]).toEqual([409, "conflict"]);
  expect((await approve({ seenTools })).status).toBe(201);
});

test("withdrawn is withdrawn", async () => {
  const { params, requester, state } = await stage();
  const answer = await call(withdraw, { as: requester, params, body: { reason: "Not needed." } });
  expect([answer.status, await state()]).toEqual([200, "withdrawn"]);
  expect((await call(withdraw, { as: requester, params, body: {} })).status).toBe(409);
});

test("a POST without a body is one with nothing in it", async () => {
  const { params, requester, state } = await stage({ submit: false });
  const headers = { "if-match": '"1"' };
  const answer = await call(submit, { as: requester, method: "POST", params, headers });
  expect([answer.status, await state()]).toEqual([200, "submitted"]);
});

describe("the revision", () => {
  test.each([
    ["another one", '"2"', 412],
    ["a weak one", 'W/"1"', 412],
    ["a foreign one", '"abc"', 412],
    ["one of several", '"9", "1"', 201],
    ["any", "*", 201],
  ])("If-Match with %s answers %s with %d", async (_what, tag, status) => {
    const { params, first } = await stage();
    const body = { ...APPROVE, ...(tag === "*" ? { revision: 1 } : {}) };
    const answer = await call(decide, { as: first, params, body, headers: { "if-match": tag } });
    expect(answer.status).toBe(status);
  });

  test("that differs from If-Match is refused by its field", async () => {
    const { params, first } = await stage();
    const body = { ...APPROVE, revision: 2 };
    const answer = await call(decide, { as: first, params, body, headers: { "if-match": '"1"' } });
    expect([answer.status, Object.keys(answer.body["fields"] as object)]).toEqual([
      400,
      ["revision"],
    ]);
  });

  test("of the body alone is a conflict when it is old, and needed when it is missing", async () => {
    const { params, first } = await stage();
    const old = await call(decide, { as: first, params, body: { ...APPROVE, revision: 2 } });
    expect([old.status, old.body["code"]]).toEqual([409, "conflict"]);
    expect((await call(decide, { as: first, params, body: APPROVE })).status).toBe(400);
  });

  test("holds back what has no revision of its own too", async () => {
    const { params, requester, state } = await stage();
    const headers = { "if-match": '"2"' };
    expect((await call(withdraw, { as: requester, params, body: {}, headers })).status).toBe(412);
    expect(await state()).toBe("submitted");
  });
});

describe("what somebody may not see does not exist", () => {
  const ACTS: [string, unknown, object, string?][] = [
    ["read", GET, {}, "GET"],
    ["edit", PUT, { justification: "x", revision: 1 }, "PUT"],
    ["submit", submit, { revision: 1 }],
    ["withdraw", withdraw, {}],
    ["decide on", decide, { ...APPROVE, revision: 1 }],
    ["comment on", comment, { body: "Hello" }],
    ["watch", watch, { watch: true }],
  ];
  test.each(ACTS)("a stranger cannot %s somebody's request", async (_act, route, body, method) => {
    const { id, number, stranger } = await stage();
    for (const name of [id, `R-${number}`, randomUUID(), "R-999999999", "nonsense"]) {
      const sent = method === "GET" ? { method } : { method: method ?? "POST", body };
      const answer = await call(route, { as: stranger, params: { id: name }, ...sent });
      expect([name, answer.status]).toEqual([name, 404]);
      expect(answer.body["detail"]).toBe("There is no such request.");
    }
  });

  test.each(ACTS)("a reviewer cannot %s somebody's draft", async (_act, route, body, method) => {
    const { params, first } = await stage({ submit: false });
    const sent = method === "GET" ? { method } : { method: method ?? "POST", body };
    expect((await call(route, { as: first, params, ...sent })).status).toBe(404);
  });

  test("a reviewer cannot assign, raise or tick a draft", async () => {
    const { params, first } = await stage({ submit: false });
    const bodies: [unknown, object][] = [
      [assign, { assignee: "me" }],
      [raise, { tier: "critical", reason: "It starts a shell." }],
      [check, { revision: 1, itemKey: "tools", checked: true }],
    ];
    for (const [route, body] of bodies)
      expect((await call(route, { as: first, params, body })).status).toBe(404);
  });
});

test("nobody decides on what they asked for, and is told why", async () => {
  const { params, requester } = await stage();
  const answer = await call(decide, { as: requester, params, body: { ...APPROVE, revision: 1 } });
  expect([answer.status, answer.body["code"]]).toEqual([403, "forbidden"]);
});

test.each([
  ["reviewerId", { reviewerId: randomUUID() }],
  ["digest", { digest: "x" }],
  ["at", { at: "2020-01-01T00:00:00Z" }],
  ["requestId", { requestId: randomUUID() }],
  ["conditions.approved", { conditions: { approved: true } }],
])("a decision that sends %s is refused, and names the field", async (field, extra) => {
  const { params, first, state } = await stage();
  const body = { ...APPROVE, revision: 1, ...extra };
  const answer = await call(decide, { as: first, params, body });
  expect([answer.status, Object.keys(answer.body["fields"] as object)]).toEqual([400, [field]]);
  expect(await state()).toBe("submitted");
});
