import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { OPERATIONS } from "#lib/management-api/operations.ts";
import { call, newKey, tokenFor } from "#lib/testing/api.ts";
import { createPerson, createServer, createTeam, uniqueName } from "#lib/testing/factories.ts";
import { GET as activity } from "./[name]/activity/route.ts";
import { POST as attest } from "./[name]/attestation/route.ts";
import { PUT as classify } from "./[name]/classification/route.ts";
import { GET as deployments, POST as deploy } from "./[name]/deployments/route.ts";
import { PUT as describeIt } from "./[name]/description/route.ts";
import { GET as notices, POST as announce } from "./[name]/notices/route.ts";
import { PUT as assign } from "./[name]/owner/route.ts";
import { GET as ownership } from "./[name]/ownership/route.ts";
import { POST as quarantine } from "./[name]/quarantine/route.ts";
import { PUT as responsible } from "./[name]/responsible/route.ts";
import { GET as campaign, POST as retire } from "./[name]/retirement/route.ts";
import { POST as cancel } from "./[name]/retirement/cancellation/route.ts";
import { GET as one } from "./[name]/route.ts";
import { GET as versions } from "./[name]/versions/route.ts";
import { PUT as changeDeployment } from "../deployments/[id]/route.ts";
import { POST as endDeployment } from "../deployments/[id]/end/route.ts";
import { PUT as changeNotice } from "../notices/[id]/route.ts";
import { POST as endNotice } from "../notices/[id]/end/route.ts";
import { GET as facets } from "./facets/route.ts";
import { GET as list } from "./route.ts";

async function stage(more: object = {}) {
  const team = await createTeam();
  const [owner, reviewer, stranger] = await Promise.all([
    createPerson([], [team.id]),
    createPerson(["security"]),
    createPerson(),
  ]);
  const server = await createServer({ ownerTeamId: team.id, ...more });
  const tokens = await Promise.all([owner, reviewer, stranger].map((person) => tokenFor(person)));
  const [asOwner = "", asReviewer = "", asStranger = ""] = tokens;
  return { team, owner, server, params: { name: server.name }, asOwner, asReviewer, asStranger };
}
const shape = (route: unknown) =>
  (route as { operation: (typeof OPERATIONS)[number] }).operation.answer.schema;
const fits = (route: unknown, body: unknown) =>
  expect(shape(route)?.safeParse(body).error).toBeUndefined();

test("the catalog is listed page by page, with the filters of the browse page", async () => {
  const { team, asStranger } = await stage();
  for (let made = 0; made < 2; made += 1) await createServer({ ownerTeamId: team.id });
  const query = `?team=${team.slug}&limit=2&sort=name`;
  const first = await call(list, { as: asStranger, query });
  fits(list, first.body);
  const cursor = encodeURIComponent(first.body["nextCursor"] as string);
  const second = await call(list, { as: asStranger, query: `${query}&cursor=${cursor}` });
  const names = [first, second].flatMap(({ body }) =>
    (body["servers"] as { name: string }[]).map(({ name }) => name),
  );
  expect([new Set(names).size, second.body["nextCursor"]]).toEqual([3, null]);
  expect((await call(list, { as: asStranger, query: "?lifecycle=wrong" })).status).toBe(400);
});

test("the list and its counts tell apart what is in quarantine", async () => {
  const held = { quarantinedAt: new Date(), quarantineNote: "It is looked into." };
  const { team, server, asStranger } = await stage(held);
  const other = await createServer({ ownerTeamId: team.id });
  const names = async (more: string) => {
    const { body } = await call(list, {
      as: asStranger,
      query: `?team=${team.slug}&sort=name${more}`,
    });
    return (body["servers"] as { name: string }[]).map(({ name }) => name);
  };
  expect(await names("")).toEqual([server.name, other.name].sort());
  expect(await names("&quarantined=true")).toEqual([server.name]);
  expect(await names("&quarantined=false")).toEqual([other.name]);
  const wrong = await call(list, { as: asStranger, query: "?quarantined=maybe" });
  expect(wrong.status).toBe(400);
  const query = `?team=${team.slug}&quarantined=false`;
  const { body } = await call(facets, { as: asStranger, query });
  fits(facets, body);
  expect(body).toMatchObject({ total: 1, quarantined: 1, notQuarantined: 1 });
});

test("one server, its versions, its log and where it runs", async () => {
  const { params, asOwner, asStranger } = await stage();
  for (const [route, as] of [
    [one, asStranger],
    [versions, asStranger],
    [activity, asStranger],
    [deployments, asStranger],
    [notices, asStranger],
    [ownership, asOwner],
  ] as const) {
    const answer = await call(route, { as, params });
    expect(answer.status).toBe(200);
    fits(route, answer.body);
    expect(answer.text).not.toContain('"stamp');
  }
});

test("quarantine takes a reason, and holds at once", async () => {
  const { params, server, asReviewer } = await stage();
  expect((await call(quarantine, { as: asReviewer, params, body: {} })).status).toBe(400);
  const body = { reason: "It sends files away." };
  const answer = await call(quarantine, { as: asReviewer, params, body });
  expect([answer.status, answer.body["name"]]).toEqual([200, server.name]);
  fits(quarantine, answer.body);
  expect((await call(quarantine, { as: asReviewer, params, body })).status).toBe(409);
  const log = { targetId: server.id, action: "server.quarantine" };
  expect(await db.auditEvent.count({ where: log })).toBe(1);
});

test("a repeated quarantine with one key is one quarantine", async () => {
  const { params, server, asReviewer } = await stage();
  const sent = { as: asReviewer, params, body: { reason: "It sends files." }, headers: newKey() };
  const [first, again] = [await call(quarantine, sent), await call(quarantine, sent)];
  expect([again.status, again.text]).toEqual([first.status, first.text]);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  const log = { targetId: server.id, action: "server.quarantine" };
  expect(await db.auditEvent.count({ where: log })).toBe(1);
});

test("retirement is asked for with a reason, and is a request like any other", async () => {
  const { params, server, asOwner } = await stage();
  expect((await call(campaign, { as: asOwner, params })).status).toBe(404);
  const empty = await call(retire, { as: asOwner, params, body: {} });
  expect(Object.keys(empty.body["fields"] as object)).toEqual(["reason"]);
  const body = { reason: "The vendor ends support.", toolMap: [{ from: "a", to: null }] };
  const answer = await call(retire, { as: asOwner, params, body });
  expect(answer.status).toBe(201);
  fits(retire, answer.body);
  expect(
    await db.request.findUniqueOrThrow({ where: { id: answer.body["id"] as string } }),
  ).toMatchObject({
    kind: "retire",
    serverId: server.id,
    justification: "The vendor ends support.",
    origin: "api",
  });
});

test("a campaign that runs is shown, and stopped by its owner", async () => {
  const { params, server, owner, asOwner, asStranger } = await stage();
  const day = (days: number) => new Date(Date.now() + days * 86_400_000);
  await db.retirement.create({
    data: {
      serverId: server.id,
      reason: "The vendor ends support.",
      announcedAt: new Date(),
      deprecatesAt: day(10),
      brownoutAt: day(20),
      retiresAt: day(30),
      createdById: owner.id,
    },
  });
  const shown = await call(campaign, { as: asStranger, params });
  expect(shown.body).toMatchObject({ state: "announced", serverName: server.name });
  fits(campaign, shown.body);
  const { headers } = await call(one, { as: asStranger, params });
  expect(headers.has("sunset")).toBe(true);
  const body = { reason: "The vendor goes on." };
  expect((await call(cancel, { as: asStranger, params, body })).status).toBe(403);
  const stopped = await call(cancel, { as: asOwner, params, body });
  expect(stopped.status).toBe(201);
  fits(cancel, stopped.body);
});

test("owners describe, attest, name people, record where it runs and announce", async () => {
  const { params, owner, asOwner, asReviewer, team } = await stage();
  const acts: [unknown, object, string?][] = [
    [describeIt, { supportContact: "Platform", categories: ["files"], tags: [] }, "PUT"],
    [attest, {}],
    [responsible, { responsible: owner.email, deputy: null }, "PUT"],
  ];
  for (const [route, body, method = "POST"] of acts) {
    const answer = await call(route, { as: asOwner, params, body, method });
    expect([answer.text, answer.status < 300]).toEqual([answer.text, true]);
    fits(route, answer.body);
  }
  const sent = { as: asReviewer, params, method: "PUT" };
  expect((await call(classify, { ...sent, body: { classification: "public" } })).body).toEqual({
    changed: true,
  });
  expect((await call(assign, { ...sent, body: { team: team.slug } })).body).toEqual({
    changed: false,
  });
});

test("a deployment is recorded, corrected and ended", async () => {
  const { params, asOwner, asStranger } = await stage();
  const facts = {
    environment: "production",
    model: "self_hosted",
    provider: "cluster-1",
    operatedBy: "Platform",
  };
  const made = await call(deploy, { as: asOwner, params, body: facts });
  expect([made.text, made.status]).toEqual([made.text, 201]);
  const at = { id: made.body["id"] as string };
  const change = { params: at, method: "PUT", body: { ...facts, region: "eu-1" } };
  expect((await call(changeDeployment, { as: asStranger, ...change })).status).toBe(403);
  expect((await call(changeDeployment, { as: asOwner, ...change })).body).toEqual({
    changed: true,
  });
  const ended = await call(endDeployment, { as: asOwner, params: at, body: {} });
  expect(ended.body).toEqual({ ended: true });
  expect((await call(endDeployment, { as: asOwner, params: { id: "x" }, body: {} })).status).toBe(
    404,
  );
});

test("a notice is announced, changed and ended", async () => {
  const { params, asOwner, asStranger } = await stage();
  const text = { title: "Upgrade", startsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const made = await call(announce, {
    as: asOwner,
    params,
    body: { kind: "maintenance", ...text },
  });
  expect(made.status).toBe(201);
  fits(announce, made.body);
  const shown = await call(notices, { as: asStranger, params });
  expect(shown.body).toMatchObject({ notices: [{ title: "Upgrade", phase: "planned" }] });
  const at = { id: made.body["id"] as string };
  const change = { params: at, method: "PUT", body: { ...text, body: "Later." } };
  expect((await call(changeNotice, { as: asStranger, ...change })).status).toBe(403);
  expect((await call(changeNotice, { as: asOwner, ...change })).status).toBe(200);
  const ended = await call(endNotice, { as: asOwner, params: at, body: {} });
  expect(ended.status).toBe(200);
  fits(endNotice, ended.body);
});

describe("a server that somebody may not see does not exist for them", () => {
  const why = "Nobody should be able to tell.";
  const ROUTES: [string, unknown, object | null, string?][] = [
    ["read", one, null],
    ["versions", versions, null],
    ["activity", activity, null],
    ["deployments", deployments, null],
    ["notices", notices, null],
    ["ownership", ownership, null],
    ["retirement", campaign, null],
    ["quarantine", quarantine, { reason: why }],
    ["attest", attest, {}],
    ["describe", describeIt, { supportContact: "", categories: [], tags: [] }, "PUT"],
    ["cancel", cancel, { reason: why }],
    ["announce", announce, { kind: "incident", title: why, startsAt: "2027-01-01T00:00:00Z" }],
    ["deploy", deploy, { environment: "p", model: "cloud", provider: "x", operatedBy: "x" }],
  ];
  test.each(ROUTES)("%s", async (_what, route, body, method) => {
    const { params, asStranger } = await stage({ visibility: "teams" });
    for (const name of [params.name, uniqueName(), "nonsense"]) {
      const sent = body === null ? {} : { body, method: method ?? "POST" };
      const answer = await call(route, { as: asStranger, params: { name }, ...sent });
      expect([name, answer.status]).toEqual([name, 404]);
    }
  });

  test("retiring it says no more than retiring what was never there", async () => {
    const { params, asStranger } = await stage({ visibility: "teams" });
    const body = { reason: why };
    const answers = [];
    for (const name of [params.name, uniqueName()]) {
      const answer = await call(retire, { as: asStranger, params: { name }, body });
      const said = answer.body["detail"] as string;
      answers.push([answer.status, answer.body["code"], said.replace(name, "it")]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});

test.each([
  ["lifecycle", { reason: "It is broken.", lifecycle: "retired" }],
  ["quarantinedAt", { reason: "It is broken.", quarantinedAt: null }],
  ["name", { reason: "It is broken.", name: "other.test/server" }],
])("a quarantine that sends %s is refused, and names the field", async (field, body) => {
  const { params, server, asReviewer } = await stage();
  const answer = await call(quarantine, { as: asReviewer, params, body });
  expect([answer.status, Object.keys(answer.body["fields"] as object)]).toEqual([400, [field]]);
  expect(await db.server.findUniqueOrThrow({ where: { id: server.id } })).toMatchObject({
    quarantinedAt: null,
  });
});

test("nobody's notice and nobody's deployment are not found", async () => {
  const { asOwner: as } = await stage();
  const params = { id: randomUUID() };
  expect((await call(endNotice, { as, params, body: {} })).status).toBe(404);
  expect((await call(endDeployment, { as, params, body: {} })).status).toBe(404);
});
