import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { call, newKey, tokenFor } from "#lib/testing/api.ts";
import { exactAnswer } from "#lib/testing/exact-answer.ts";
import {
  addVersion,
  createPerson,
  createServer,
  createTeam,
  reviewCast,
  serverDocument,
} from "#lib/testing/factories.ts";
import * as intake from "./intake/route.ts";
import * as desk from "./me/desk/route.ts";
import * as me from "./me/route.ts";
import * as myServers from "./me/servers/route.ts";
import * as preferences from "./notifications/preferences/route.ts";
import * as viewed from "./requests/[id]/viewed/route.ts";
import * as counts from "./requests/counts/route.ts";
import * as next from "./requests/next/route.ts";
import * as retirements from "./retirements/route.ts";
import * as reviewers from "./reviewers/route.ts";
import * as exposure from "./servers/[name]/exposure/route.ts";
import * as proposal from "./servers/[name]/proposal/route.ts";
import * as lookAlikes from "./servers/[name]/look-alikes/route.ts";
import * as tools from "./servers/[name]/tools/route.ts";
import * as uses from "./servers/[name]/uses/route.ts";
import * as diff from "./servers/[name]/versions/diff/route.ts";
import * as visibility from "./servers/[name]/visibility/route.ts";
import * as facets from "./servers/facets/route.ts";
import * as token from "./tokens/[id]/route.ts";
import * as tokens from "./tokens/route.ts";
import * as unowned from "./unowned/route.ts";
import * as view from "./views/[id]/route.ts";
import * as views from "./views/route.ts";

// What these tests look at has no upstream: nothing outside is asked.
vi.hoisted(() => {
  for (const source of ["OFFICIAL_REGISTRY_URL", "NPM_REGISTRY_URL", "PYPI_URL"])
    process.env[source] = "http://127.0.0.1:9";
});

const statusOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).status;

describe("tokens", () => {
  const asked = { name: "report", scopes: ["catalog:read"], expiresInDays: 1 };

  test("are made, listed without their text, and revoked", async () => {
    const as = await tokenFor(await createPerson(), ["admin"]);
    const made = await exactAnswer(tokens.POST, { as, body: asked });
    const text = String(made.body["token"]);
    expect((await call(me.GET, { as: `Bearer ${text}` })).body["scopes"]).toEqual(["catalog:read"]);
    const listed = await exactAnswer(tokens.GET, { as });
    expect(listed.body).toMatchObject({ total: 2, nextCursor: null });
    expect(listed.text).not.toContain(text.slice(-43));
    const params = { id: made.body["id"] as string };
    expect((await exactAnswer(token.DELETE, { as, params })).body["changed"]).toBe(true);
    expect(await statusOf(me.GET, { as: `Bearer ${text}` })).toBe(401);
  });

  test("asked for twice with one key are one, whose text is kept nowhere", async () => {
    const as = await tokenFor(await createPerson(), ["admin"]);
    const headers = newKey();
    const first = await exactAnswer(tokens.POST, { as, body: asked, headers });
    const again = await exactAnswer(tokens.POST, { as, body: asked, headers });
    expect(again.body).toEqual({ ...first.body, token: null });
    const key = headers["idempotency-key"];
    const kept = await db.idempotencyKey.findFirstOrThrow({ where: { key } });
    expect(JSON.stringify(kept)).not.toContain(String(first.body["token"]).slice(-43));
  });

  test("are never made for somebody else", async () => {
    const as = await tokenFor(await createPerson(["admin"]), ["admin"]);
    const { email } = await createPerson();
    expect(await statusOf(tokens.POST, { as, body: { ...asked, email } })).toBe(400);
  });

  test("of somebody else do not exist for a person, and are everybody's for administrators", async () => {
    const owner = await createPerson();
    const as = await tokenFor(owner);
    const id = (await db.accessToken.findFirstOrThrow({ where: { userId: owner.id } })).id;
    const stranger = await tokenFor(await createPerson());
    const remove = { method: "DELETE", params: { id } };
    expect(await statusOf(token.DELETE, { as: stranger, ...remove })).toBe(404);
    expect(await statusOf(tokens.GET, { as: stranger, query: "?of=everyone" })).toBe(403);
    const admin = await tokenFor(await createPerson(["admin"]));
    const query = `?email=${encodeURIComponent(owner.email)}`;
    expect((await exactAnswer(tokens.GET, { as: admin, query })).body["total"]).toBe(1);
    await exactAnswer(token.DELETE, { as: admin, params: { id } });
    expect(await statusOf(me.GET, { as })).toBe(401);
  });
});

test("preferences change for the topics that are given", async () => {
  const as = await tokenFor(await createPerson());
  const topics = { "request.submitted": "off" };
  expect((await exactAnswer(preferences.PATCH, { as, body: { topics } })).body).toEqual({
    changed: 1,
  });
  const { preferences: all } = (await exactAnswer(preferences.GET, { as })).body;
  expect(all).toContainEqual(expect.objectContaining({ topic: "request.submitted", mail: "off" }));
  expect(
    await statusOf(preferences.PATCH, {
      as,
      method: "PATCH",
      body: { topics: { nothing: "off" } },
    }),
  ).toBe(400);
});

test("a view is saved, changed and removed by whom it belongs to", async () => {
  const [as, stranger] = [
    await tokenFor(await createPerson()),
    await tokenFor(await createPerson()),
  ];
  const body = { name: "Ours", query: "team=platform", shared: true };
  const params = { id: (await exactAnswer(views.POST, { as, body })).body["id"] as string };
  await exactAnswer(view.PUT, { as, params, body: { ...body, name: "Ours too" } });
  expect((await exactAnswer(views.GET, { as: stranger })).text).toContain("Ours too");
  const put = { method: "PUT", params, body };
  expect(await statusOf(view.PUT, { as: stranger, ...put })).toBe(404);
  expect(await statusOf(view.DELETE, { as: stranger, method: "DELETE", params })).toBe(404);
  await exactAnswer(view.DELETE, { as, params });
});

describe("a server", () => {
  test("tells its tools, the difference of two versions and its look-alikes to who may see it", async () => {
    const server = await createServer({ lifecycle: "approved" });
    await addVersion(server, { version: "1.1.0", description: "It writes too" });
    const [as, params] = [await tokenFor(await createPerson()), { name: server.name }];
    expect((await exactAnswer(tools.GET, { as, params })).body["version"]).toMatch(/^1\./);
    const query = "?from=1.0.0&to=1.1.0";
    const { body } = await exactAnswer(diff.GET, { as, params, query });
    expect(body).toMatchObject({ from: { version: "1.0.0" }, to: { version: "1.1.0" } });
    await exactAnswer(lookAlikes.GET, { as, params });
    expect(await statusOf(diff.GET, { as, params, query: "?from=1.0.0&to=9" })).toBe(404);
    expect(await statusOf(diff.GET, { as, params })).toBe(400);

    const owner = await createTeam();
    const hidden = await createServer({ visibility: "teams", ownerTeamId: owner.id });
    for (const route of [tools.GET, lookAlikes.GET])
      expect(await statusOf(route, { as, params: { name: hidden.name } })).toBe(404);
    expect(await statusOf(diff.GET, { as, params: { name: hidden.name }, query })).toBe(404);
  });

  test("shows its owners who uses it", async () => {
    const owner = await createTeam();
    const server = await createServer({ lifecycle: "approved", ownerTeamId: owner.id });
    const params = { name: server.name };
    const user = await createPerson();
    const as = await tokenFor(user);
    const body = { client: "vscode", version: "1.0.0" };
    expect((await exactAnswer(uses.POST, { as, params, body })).body).toEqual({ recorded: true });
    expect((await exactAnswer(uses.POST, { as, params, body })).body).toEqual({ recorded: false });
    expect(await statusOf(uses.GET, { as, params })).toBe(403);
    const owning = await tokenFor(await createPerson([], [owner.id]));
    expect((await exactAnswer(uses.GET, { as: owning, params })).body).toMatchObject({
      uses: [{ person: { email: user.email }, client: "vscode" }],
      people: 1,
    });
  });

  test("is shown to teams, to everyone, and to anonymous readers, one after the other", async () => {
    const owner = await createTeam();
    const server = await createServer({ lifecycle: "approved" });
    const [as, params] = [await tokenFor(await createPerson(["admin"])), { name: server.name }];
    const some = { visibility: "teams", teams: [owner.slug] };
    await exactAnswer(visibility.PUT, { as, params, body: some });
    expect(await statusOf(exposure.POST, { as, method: "POST", params })).toBe(409);
    await exactAnswer(visibility.PUT, { as, params, body: { visibility: "everyone" } });
    await exactAnswer(exposure.POST, { as, params });
    expect(await statusOf(exposure.POST, { as, method: "POST", params })).toBe(409);
    await exactAnswer(exposure.DELETE, { as, params });
  });

  test("counts in the facets of the list it is in, with the filters of that list", async () => {
    const tag = `f-${randomUUID().slice(0, 8)}`;
    await createServer({ lifecycle: "approved", categories: [tag] });
    const as = await tokenFor(await createPerson());
    const { body } = await exactAnswer(facets.GET, { as, query: `?category=${tag}` });
    expect(body).toMatchObject({ total: 1 });
  });
});

test("a desk, one's servers, unowned ones and retirements answer as described", async () => {
  const owner = await createTeam();
  const server = await createServer({ lifecycle: "approved", ownerTeamId: owner.id });
  const orphan = await createServer({
    lifecycle: "approved",
    unownedSince: new Date(),
    freezesAt: new Date(),
  });
  const as = await tokenFor(await createPerson(["security"], [owner.id]));
  expect((await exactAnswer(desk.GET, { as })).body).toMatchObject({
    health: [{ name: server.name }],
  });
  expect((await exactAnswer(myServers.GET, { as })).body).toMatchObject({
    teams: [{ slug: owner.slug }],
    servers: [{ name: server.name }],
  });
  expect((await exactAnswer(unowned.GET, { as })).text).toContain(orphan.name);
  for (const show of ["running", "mine", "ended"])
    await exactAnswer(retirements.GET, { as, query: `?show=${show}` });
});

describe("reviewing", () => {
  test("begins with the counts, the people and what is next", async () => {
    const cast = await reviewCast();
    // The list is by name and ends somewhere; other tests have reviewers, too.
    await db.user.update({ where: { id: cast.first.id }, data: { name: "Aaron" } });
    await createRequest(cast.requester.ctx(), cast.listing);
    const as = await tokenFor(cast.first);
    const { body } = await exactAnswer(counts.GET, { as });
    expect(body["open"]).toBeGreaterThan(0);
    expect((await exactAnswer(reviewers.GET, { as })).text).toContain(cast.first.email);
    const first = await exactAnswer(next.GET, { as });
    expect(first.body["request"]).toMatchObject({ number: expect.stringMatching(/^R-/) as string });
    const idle = await tokenFor(await createPerson());
    expect((await exactAnswer(next.GET, { as: idle })).body).toEqual({ request: null });
  });

  test("a part is ticked as seen in the revision that was seen", async () => {
    const cast = await reviewCast();
    const { id } = await createRequest(cast.requester.ctx(), cast.listing);
    const [as, params] = [await tokenFor(cast.first), { id }];
    const body = { part: "tool:read_file" };
    await exactAnswer(viewed.POST, { as, params, body, headers: { "if-match": '"1"' } });
    await exactAnswer(viewed.POST, { as, params, body: { ...body, revision: 1, viewed: false } });
    const stale = { as, params, body, headers: { "if-match": '"2"' } };
    expect(await statusOf(viewed.POST, stale)).toBe(412);
    const stranger = { as: await tokenFor(await createPerson()), params };
    expect(await statusOf(viewed.POST, { ...stranger, body: { ...body, revision: 1 } })).toBe(404);
  });

  test("a reference is looked at before anything is asked for, and nothing is kept", async () => {
    const as = await tokenFor(await createPerson());
    const document = serverDocument();
    const reference = JSON.stringify({
      ...document,
      packages: undefined,
      remotes: [{ type: "streamable-http", url: "http://127.0.0.1:9/mcp" }],
    });
    const { body } = await exactAnswer(intake.POST, { as, body: { reference } });
    expect(body).toMatchObject({ readAs: { label: expect.any(String) as string } });
    expect(await db.request.count({ where: { serverName: document.name } })).toBe(0);
  });

  test("the next version of a server is looked for, and what could not be reached is said", async () => {
    const { name } = await createServer({ lifecycle: "approved" });
    const as = await tokenFor(await createPerson());
    const { body } = await exactAnswer(proposal.POST, { as, params: { name } });
    expect(body).toMatchObject({
      current: "1.0.0",
      newer: false,
      evidence: { sources: [{ status: "unreachable" }] },
    });
  });
});
