import { expect, test } from "vitest";
import { SESSION_COOKIE } from "#lib/auth/cookie.ts";
import { sealSession } from "#lib/auth/session-token.ts";
import { db } from "#lib/db/client.ts";
import { CREATE_REQUEST, LIST_REQUESTS } from "#lib/management-api/operations/requests.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { systemContext } from "#lib/testing/context.ts";
import { reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { GET, POST } from "./route.ts";

async function stage() {
  const cast = await reviewCast();
  const as = await tokenFor(cast.requester);
  const requests = () => db.request.count({ where: { requesterId: cast.requester.id } });
  return { ...cast, as, requests };
}

test("a request is created, with its id, state, revision, tier and what it takes", async () => {
  const { as, listing, requester } = await stage();
  const answer = await call(POST, { as, body: listing });
  expect(answer.status).toBe(201);
  expect(CREATE_REQUEST.answer.schema?.safeParse(answer.body).error).toBeUndefined();
  expect(Object.keys(answer.body).sort()).toEqual(
    ["id", "number", "requiredApprovals", "revision", "riskTier", "state"].sort(),
  );
  expect(answer.body).toMatchObject({ state: "submitted", revision: 1 });
  const id = answer.body["id"] as string;
  expect(answer.headers.get("location")).toBe(`/api/v1/requests/${id}`);
  expect(answer.headers.get("etag")).toBe('"1"');
  expect(await db.request.findUniqueOrThrow({ where: { id } })).toMatchObject({
    requesterId: requester.id,
    origin: "api",
  });
  expect(await db.auditEvent.count({ where: { targetId: id, action: "request.submit" } })).toBe(1);
});

test("numbers in a document arrive as they were written", async () => {
  const { as, listing } = await stage();
  const text = JSON.stringify({
    ...listing,
    server: serverDocument(undefined, { _meta: { "test.example/big": { n: "NUMBER" } } }),
  }).replace('"NUMBER"', "12345678901234567890");
  const answer = await call(POST, { as, body: text });
  expect(answer.status).toBe(201);
  const requestId = answer.body["id"] as string;
  const row = await db.requestRevision.findFirstOrThrow({ where: { requestId } });
  expect(row.document).toContain("12345678901234567890");
});

test.each([
  ["requesterId", { requesterId: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f" }],
  ["state", { state: "approved" }],
  ["riskTier", { riskTier: "low" }],
  ["requiredSecurity", { requiredSecurity: 0 }],
  ["requiresAdmin", { requiresAdmin: false }],
  ["revision", { revision: 7 }],
  ["evidence", { evidence: { looked: "good" } }],
  ["origin_of_request", { origin_of_request: "console" }],
  ["number", { number: 1 }],
  ["deployment.approved", { deployment: { environment: "a", approved: true } }],
])("sending %s is refused, and names the field", async (field, extra) => {
  const { as, listing, requests } = await stage();
  const answer = await call(POST, { as, body: { ...listing, ...extra } });
  expect([answer.status, Object.keys(answer.body["fields"] as object)]).toEqual([400, [field]]);
  expect(await requests()).toBe(0);
});

test.each([
  ["malformed JSON", '{"kind": ', 400],
  ["a list", "[]", 400],
  ["a word", '"retire"', 400],
  ["JSON nested too deep", "[".repeat(600), 400],
  ["a body of more than 1 MB", JSON.stringify({ justification: "x".repeat(1_100_000) }), 413],
])("%s is refused as a problem", async (_what, body, status) => {
  const { as, requests } = await stage();
  const answer = await call(POST, { as, body });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    status,
    "application/problem+json",
  ]);
  expect(answer.body).toMatchObject({ type: "about:blank", status });
  expect(await requests()).toBe(0);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"])(
  "a body of the type %s is refused",
  async (type) => {
    const { as, listing, requests } = await stage();
    const answer = await call(POST, { as, body: listing, headers: { "content-type": type } });
    expect([answer.status, answer.body["code"]]).toEqual([415, "unsupported_media_type"]);
    expect(await requests()).toBe(0);
  },
);

test("bytes that are no UTF-8 are refused", async () => {
  const { as } = await stage();
  const request = new Request("http://x/api/v1/requests", {
    method: "POST",
    body: new Uint8Array([0x7b, 0xff, 0x7d]),
    headers: { authorization: as, "content-type": "application/json" },
  });
  expect((await POST(request, { params: Promise.resolve({}) })).status).toBe(400);
});

test("what is wrong with the input stands beside its field", async () => {
  const { as, listing } = await stage();
  const answer = await call(POST, { as, body: { ...listing, ownerTeam: "no-such-team" } });
  expect(answer.body).toMatchObject({ status: 400, code: "invalid" });
  expect(Object.keys(answer.body["fields"] as object)).toEqual(["ownerTeam"]);
});

test("a browser's session may ask from our own pages only", async () => {
  const { requester, listing, requests } = await stage();
  const ctx = systemContext();
  const session = await startSession(ctx, {
    userId: requester.id,
    method: "demo",
    userAgent: null,
  });
  const cookie = `${SESSION_COOKIE.name}=${await sealSession(session.id)}`;
  for (const origin of [undefined, "https://evil.example", "null"]) {
    const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
    expect((await call(POST, { body: listing, headers })).status).toBe(403);
  }
  expect(await requests()).toBe(0);
  const own = await call(POST, { body: listing, headers: { cookie, origin: "http://x" } });
  expect(own.status).toBe(201);
});

test("a list holds what the reader may see, page by page", async () => {
  const { as, listing, first, requester } = await stage();
  for (let made = 0; made < 3; made += 1)
    await call(POST, { as, body: { ...listing, server: serverDocument(), submit: made > 0 } });
  const one = await call(GET, { as, query: "?queue=requested&limit=2" });
  expect(LIST_REQUESTS.answer.schema?.safeParse(one.body).error).toBeUndefined();
  expect(one.body).toMatchObject({ total: 3, nextCursor: expect.any(String) as string });
  const cursor = one.body["nextCursor"] as string;
  const two = await call(GET, { as, query: `?queue=requested&limit=2&cursor=${cursor}` });
  expect([(two.body["requests"] as unknown[]).length, two.body["nextCursor"]]).toEqual([1, null]);

  const theirs = await call(GET, { as: await tokenFor(first), query: "?state=draft&limit=100" });
  expect(theirs.text).not.toContain(requester.id);
});

test("filters narrow the list; several values are a list or parameters", async () => {
  const { as, listing } = await stage();
  const made = await call(POST, { as, body: listing });
  const found = async (query: string) =>
    (await call(GET, { as, query: `?queue=requested&${query}` })).body["total"];
  expect(await found("kind=list_server,retire")).toBe(1);
  expect(await found("kind=retire&kind=list_server")).toBe(1);
  expect(await found("kind=retire")).toBe(0);
  expect(await found(`tier=${String(made.body["riskTier"])}`)).toBe(1);
  expect(await found("state=approved")).toBe(0);
});

test.each(["?state=done", "?nonsense=1", "?limit=0", "?limit=1000", "?cursor=x", "?queue=theirs"])(
  "%s is refused, not passed over",
  async (query) => {
    const { as } = await stage();
    const answer = await call(GET, { as, query });
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid"]);
  },
);
