import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { closeSender } from "#lib/jobs/send-job.ts";
import type { Operation } from "#lib/management-api/define-operation.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { call, newKey, tokenFor } from "#lib/testing/api.ts";
import { systemContext } from "#lib/testing/context.ts";
import { exactAnswer } from "#lib/testing/exact-answer.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { CallReceiver } from "#lib/testing/receivers.ts";
import * as audienceServer from "./audiences/[slug]/servers/[name]/route.ts";
import * as audienceServers from "./audiences/[slug]/servers/route.ts";
import * as audience from "./audiences/[slug]/route.ts";
import * as audiences from "./audiences/route.ts";
import * as deliveries from "./deliveries/route.ts";
import * as delivery from "./deliveries/[id]/route.ts";
import * as replays from "./deliveries/replays/route.ts";
import * as demo from "./demo/route.ts";
import * as rule from "./deployment-rules/[classification]/route.ts";
import * as rules from "./deployment-rules/route.ts";
import * as exported from "./exports/route.ts";
import * as conceal from "./feed/conceal/route.ts";
import * as expose from "./feed/expose/route.ts";
import * as feed from "./feed/route.ts";
import * as fromAddress from "./imports/from-address/route.ts";
import * as domains from "./internal-domains/route.ts";
import * as mirror from "./mirrors/[id]/route.ts";
import * as mirrorRuns from "./mirrors/[id]/runs/route.ts";
import * as mirrors from "./mirrors/route.ts";
import * as disable from "./people/[email]/disable/route.ts";
import * as enable from "./people/[email]/enable/route.ts";
import * as personRoles from "./people/[email]/roles/route.ts";
import * as person from "./people/[email]/route.ts";
import * as people from "./people/route.ts";
import * as publisher from "./publishers/[id]/route.ts";
import * as publishers from "./publishers/route.ts";
import * as policyVersion from "./review-policy/versions/[version]/route.ts";
import * as publish from "./review-policy/versions/[version]/publish/route.ts";
import * as policyVersions from "./review-policy/versions/route.ts";
import * as member from "./teams/[slug]/members/[email]/route.ts";
import * as members from "./teams/[slug]/members/route.ts";
import * as team from "./teams/[slug]/route.ts";
import * as teams from "./teams/route.ts";
import * as webhook from "./webhooks/[id]/route.ts";
import * as webhookTest from "./webhooks/[id]/test/route.ts";
import * as webhooks from "./webhooks/route.ts";

// Policies, the feed and failed deliveries are one for all: these tests have a database to themselves.
const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("administration");
});

const receiver = new CallReceiver();
let base: string;
let as: string;
let other: string;
beforeAll(async () => {
  base = await receiver.listen();
  as = await tokenFor(await createPerson(["admin"]));
  other = await tokenFor(await createPerson(["admin"]));
});
afterAll(async () => {
  receiver.close();
  await closeSender();
  await pool.end();
  await dropDatabase();
});

type Sent = Parameters<typeof call>[1];
const ask = (route: Parameters<typeof exactAnswer>[0], sent: Sent = {}) =>
  exactAnswer(route, { as, ...sent });
const statusOf = async (route: { operation: Operation }, sent: Sent = {}) =>
  (await call(route, { as, method: route.operation.method, ...sent })).status;
const actionsOn = async (targetId: string) =>
  (await db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } })).map(
    ({ action }) => action,
  );
const slug = () => `t-${randomUUID().slice(0, 8)}`;

describe("people and teams", () => {
  test("are listed, given roles, locked out and let in again", async () => {
    const { email, id } = await createPerson();
    const params = { email };
    const page = await ask(people.GET, { query: `?search=${encodeURIComponent(email)}` });
    expect(page.body).toMatchObject({ people: [{ id }], total: 1, nextCursor: null });
    const given = await ask(personRoles.PATCH, { params, body: { add: ["security"] } });
    expect(given.body).toEqual({ email, roles: ["engineer", "security"], changed: true });
    expect((await ask(disable.POST, { params, body: { reason: "Left us." } })).body).toEqual({
      email,
      changed: true,
    });
    expect((await ask(person.GET, { params })).body).toMatchObject({
      id,
      roles: ["engineer", "security"],
      disabledReason: "Left us.",
    });
    await ask(enable.POST, { params });
    expect(await actionsOn(id)).toEqual(["person.set_roles", "person.disable", "person.enable"]);
    expect(await statusOf(person.GET, { params: { email: "nobody@company.test" } })).toBe(404);
    expect(await statusOf(person.GET, { params: { email: "no address" } })).toBe(404);
  });

  test("nobody gives a role to themselves, or takes one", async () => {
    const me = await createPerson(["admin"]);
    const own = await tokenFor(me);
    const params = { email: me.email };
    for (const body of [{ add: ["security"] }, { remove: ["admin"] }])
      expect(await statusOf(personRoles.PATCH, { as: own, params, body })).toBe(403);
    expect(await statusOf(disable.POST, { as: own, params, body: { reason: "Test" } })).toBe(403);
  });

  test("a long list comes in pages that meet and do not overlap", async () => {
    const mark = randomUUID().slice(0, 8);
    await Promise.all(
      Array.from({ length: 55 }, (_, at) =>
        db.user.create({ data: { email: `${at}@${mark}.test`, name: mark } }),
      ),
    );
    const search = `?search=${mark}`;
    const first = await ask(people.GET, { query: search });
    const second = await ask(people.GET, {
      query: `${search}&cursor=${String(first.body["nextCursor"])}`,
    });
    const ids = [first, second].flatMap(({ body }) =>
      (body["people"] as { id: string }[]).map(({ id }) => id),
    );
    expect([ids.length, new Set(ids).size, second.body["nextCursor"]]).toEqual([55, 55, null]);
    for (const cursor of ["0", "-1", "x", "99999"])
      expect(await statusOf(people.GET, { query: `?cursor=${cursor}` })).toBe(400);
  });

  test("a team is made, changed, joined, left and removed", async () => {
    const { email } = await createPerson();
    const params = { slug: slug() };
    const made = await ask(teams.POST, { body: { ...params, name: "Data platform" } });
    expect(made.headers.get("location")).toBe(`/api/v1/teams/${params.slug}`);
    await ask(team.PUT, { params, body: { name: "Data", channel: "#data" } });
    await ask(members.POST, { params, body: { email } });
    expect((await ask(team.GET, { params })).body).toMatchObject({
      name: "Data",
      channel: "#data",
      members: [{ email }],
      manages: true,
    });
    await ask(member.DELETE, { params: { ...params, email } });
    expect(await statusOf(member.DELETE, { params: { ...params, email } })).toBe(404);
    await ask(team.DELETE, { params });
    expect(await statusOf(team.GET, { params })).toBe(404);
  });

  test("a team that owns a server is not removed", async () => {
    const owner = await createTeam();
    await createServer({ ownerTeamId: owner.id });
    expect(await statusOf(team.DELETE, { params: { slug: owner.slug } })).toBe(409);
  });
});

describe("the review policy", () => {
  test("is drafted by one administrator and published by another", async () => {
    const before = (await ask(policyVersions.GET)).body;
    const versions = before["versions"] as { version: number; rules: Policy }[];
    const inForce = versions.find(({ version }) => version === before["inForce"]);
    const changed = structuredClone(inForce?.rules ?? expect.fail("no policy in force"));
    changed.tiers.low.decisionHours += 1;
    const body = { rules: changed, note: "One hour more." };
    const draft = await ask(policyVersions.POST, { body });
    const params = { version: String(draft.body["version"]) };
    expect((await ask(policyVersions.GET)).body["draft"]).toBe(draft.body["version"]);
    expect((await ask(policyVersion.GET, { params })).body).toMatchObject({ own: true });
    expect(await statusOf(publish.POST, { params })).toBe(403);
    expect((await ask(publish.POST, { as: other, params })).body).toMatchObject({
      superseded: before["inForce"],
    });
    expect(await statusOf(publish.POST, { as: other, params })).toBe(409);
  });

  test("of two drafts the later one stays, until it is discarded", async () => {
    const { versions } = (await ask(policyVersions.GET)).body as { versions: { rules: Policy }[] };
    const changed = structuredClone(versions[0]?.rules ?? expect.fail("no version"));
    const version = async (hours: number) => {
      changed.tiers.low.decisionHours += hours;
      const made = await ask(policyVersions.POST, { body: { rules: changed, note: "More." } });
      return String(made.body["version"]);
    };
    const [first, second] = [await version(2), await version(3)];
    expect(await statusOf(publish.POST, { as: other, params: { version: first } })).toBe(409);
    await ask(policyVersion.DELETE, { params: { version: second } });
    expect((await ask(policyVersions.GET)).body["draft"]).toBeNull();
    for (const unknown of ["2000000000", "x", "0"])
      expect(await statusOf(policyVersion.GET, { params: { version: unknown } })).toBe(404);
  });
});
type Policy = { tiers: { low: { decisionHours: number } } };

test("a deployment rule is set, and read back", async () => {
  const params = { classification: "restricted" };
  await ask(rule.PUT, { params, body: { models: ["self_hosted"] } });
  const again = await ask(rule.PUT, { params, body: { models: ["self_hosted"] } });
  expect(again.body["changed"]).toBe(false);
  const { rules: all } = (await ask(rules.GET)).body as {
    rules: { classification: string; cells: { model: string; admitted: boolean }[] }[];
  };
  const cells = all.find(({ classification }) => classification === "restricted")?.cells ?? [];
  expect(cells.filter(({ admitted }) => admitted).map(({ model }) => model)).toEqual([
    "self_hosted",
  ]);
  expect(await statusOf(rule.PUT, { params: { classification: "x" }, body: { models: [] } })).toBe(
    404,
  );
});

test("an audience is made, filled, changed, emptied and removed", async () => {
  const server = await createServer({ lifecycle: "approved" });
  const owner = await createTeam();
  const params = { slug: slug() };
  await ask(audiences.POST, { body: { ...params, name: "Editors", teams: [owner.slug] } });
  expect(await statusOf(audiences.POST, { body: { ...params, name: "Again" } })).toBe(400);
  const added = await ask(audienceServers.POST, { params, body: { names: [server.name] } });
  expect(added.body).toEqual({ audience: "Editors", added: 1 });
  await ask(audience.PUT, { params, body: { name: "All editors", teams: [owner.slug] } });
  expect((await ask(audience.GET, { params })).body).toMatchObject({
    name: "All editors",
    teams: [{ slug: owner.slug }],
    list: [{ name: server.name }],
  });
  expect(JSON.stringify((await ask(audiences.GET)).body)).toContain(params.slug);
  expect(JSON.stringify((await ask(exported.GET)).body)).toContain(params.slug);
  await ask(audienceServer.DELETE, { params: { ...params, name: server.name } });
  await ask(audience.DELETE, { params });
  expect(await statusOf(audience.GET, { params })).toBe(404);
});

test("the anonymous feed changes for as many servers as were seen, or for none", async () => {
  const tag = slug();
  const made = await createServer({ lifecycle: "approved", tags: [tag], exposed: true });
  const query = `?tag=${tag}`;
  expect((await ask(feed.GET, { query })).body).toMatchObject({
    servers: [{ name: made.name }],
    total: 1,
  });
  expect(await statusOf(conceal.POST, { body: { tag, expected: 2 } })).toBe(409);
  expect((await ask(conceal.POST, { body: { tag, expected: 1 } })).body).toEqual({ changed: 1 });
  expect(await statusOf(expose.POST, { body: { tag, expected: 7 } })).toBe(409);
  await ask(domains.PUT, { body: { domains: ["*.Corp.example"] } });
  expect((await ask(domains.GET)).body).toEqual({ domains: ["corp.example"] });
});

test("a mirror is added, changed, run once, and removed", async () => {
  const made = await ask(mirrors.POST, { body: { name: slug(), url: `${base}/v0.1` } });
  const params = { id: made.body["id"] as string };
  expect(made.headers.get("location")).toBe(`/api/v1/mirrors/${params.id}`);
  expect((await ask(mirrorRuns.POST, { params })).body).toEqual({ asked: true });
  expect((await ask(mirrorRuns.POST, { params })).body).toEqual({ asked: false });
  const paused = await ask(mirror.PATCH, { params, body: { enabled: false } });
  expect(paused.body).toMatchObject({ enabled: false, approve: false });
  expect(await statusOf(mirrorRuns.POST, { params })).toBe(409);
  expect((await ask(mirror.GET, { params })).body).toMatchObject({ enabled: false, runs: [] });
  expect(JSON.stringify((await ask(mirrors.GET)).body)).toContain(params.id);
  await ask(mirror.DELETE, { params });
  expect(await statusOf(mirror.GET, { params })).toBe(404);
  expect(await actionsOn(params.id)).toEqual([
    "mirror.create",
    "mirror.request_run",
    "mirror.request_run",
    "mirror.change",
    "mirror.remove",
  ]);
});

test("an import from an address is entered, and the way to it is told", async () => {
  const made = await ask(fromAddress.POST, { body: { url: `${base}/servers.json` } });
  expect(made.headers.get("location")).toBe(`/api/v1/imports/${String(made.body["runId"])}`);
});

describe("a webhook", () => {
  const settings = () => ({
    name: slug(),
    url: `${base}/in/secret-path`,
    allowedHosts: [base.replace("http://", "")],
  });

  test("is added, tested, paused and removed; its path and secret are in no other answer", async () => {
    const made = await ask(webhooks.POST, { body: settings() });
    const params = { id: made.body["id"] as string };
    expect(made.body["secret"]).toMatch(/^whsec_/);
    expect((await ask(webhookTest.POST, { params })).body).toEqual({ sent: true, reason: null });
    const paused = await ask(webhook.PATCH, { params, body: { enabled: false } });
    expect(paused.body).toMatchObject({ id: params.id, enabled: false, origin: base });
    const listed = await ask(webhooks.GET);
    expect(listed.text).toContain(params.id);
    for (const text of [paused.text, listed.text]) {
      expect(text).not.toContain("secret-path");
      expect(text).not.toContain(String(made.body["secret"]).slice(6));
    }
    await ask(webhook.DELETE, { params });
    expect(await statusOf(webhookTest.POST, { params })).toBe(404);
    expect(await statusOf(webhook.PATCH, { params, body: { enabled: true } })).toBe(404);
  });

  test("asked for again with the same key is one, and its secret is kept nowhere", async () => {
    const headers = newKey();
    const sent = { body: settings(), headers };
    const first = await ask(webhooks.POST, sent);
    const again = await ask(webhooks.POST, sent);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toEqual({ id: first.body["id"], secret: null });
    const kept = await db.idempotencyKey.findFirstOrThrow({
      where: { key: headers["idempotency-key"] },
    });
    expect(JSON.stringify(kept)).not.toContain(String(first.body["secret"]).slice(6));
  });

  test("that failed is listed, replayed by its id or with all, or given up", async () => {
    const { id: userId } = await createPerson();
    const dead = async () => {
      const data = { channel: "email", state: "dead", userId, lastError: "Refused." } as const;
      await db.$transaction((tx) =>
        writeEvent(tx, systemContext(), {
          topic: "request.decided",
          subject: { kind: "request", id: randomUUID() },
          title: "R-1",
          link: "/requests/R-1",
          to: [userId],
        }),
      );
      const { id: eventId } = await db.outboxEvent.findFirstOrThrow({
        orderBy: { createdAt: "desc" },
      });
      return (await db.delivery.create({ data: { ...data, eventId } })).id;
    };
    const [one, two, three] = [await dead(), await dead(), await dead()];
    const page = await ask(deliveries.GET, { query: "?limit=2" });
    expect(page.body).toMatchObject({ dead: 3, pending: 0 });
    const rest = await ask(deliveries.GET, { query: `?cursor=${String(page.body["nextCursor"])}` });
    expect((rest.body["deliveries"] as unknown[]).length).toBe(1);
    expect((await ask(replays.POST, { body: { id: one } })).body).toEqual({ replayed: 1 });
    for (const body of [{}, { id: two, all: true }])
      expect(await statusOf(replays.POST, { body })).toBe(400);
    await ask(delivery.DELETE, { params: { id: two } });
    expect((await ask(replays.POST, { body: { all: true } })).body).toEqual({ replayed: 1 });
    expect(await statusOf(replays.POST, { body: { id: three } })).toBe(404);
  });
});

test("a publisher is trusted, paused and trusted no more", async () => {
  const owner = await createTeam();
  const { email } = await createPerson([], [owner.id]);
  const body = {
    name: slug(),
    preset: "github",
    githubRepository: "acme/files",
    audience: "https://mcp.acme.example",
    names: ["io.github.acme/files"],
    person: email,
  };
  const made = await ask(publishers.POST, { body });
  const params = { id: made.body["id"] as string };
  const paused = await ask(publisher.PATCH, { params, body: { enabled: false } });
  expect(paused.body).toMatchObject({ enabled: false, names: body.names, person: { email } });
  expect(JSON.stringify((await ask(publishers.GET)).body)).toContain(params.id);
  await ask(publisher.DELETE, { params });
  expect(await statusOf(publisher.PATCH, { params, body: { enabled: true } })).toBe(404);
});

test("the demo company is counted and removed, and nothing else", async () => {
  const [shown, ours] = [await createServer({ demo: true }), await createServer()];
  expect((await ask(demo.GET)).body).toMatchObject({ servers: 1 });
  expect((await ask(demo.DELETE)).body).toMatchObject({ servers: 1 });
  const left = await db.server.findMany({
    where: { name: { in: [shown.name, ours.name] } },
    select: { name: true },
  });
  expect(left).toEqual([{ name: ours.name }]);
});
