import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { createPerson, createServer, createTeam, reviewCast } from "#lib/testing/factories.ts";
import { listingCast, scanSubmission } from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { getDesk } from "./get-desk.ts";

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

async function cast(server: Parameters<typeof createServer>[0] = {}) {
  const team = await createTeam();
  const [owner, stranger] = await Promise.all([createPerson([], [team.id]), createPerson()]);
  const row = await createServer({
    ownerTeamId: team.id,
    responsibleId: owner.id,
    attestationDueAt: inDays(80),
    ...server,
  });
  return { ...row, team, owner, stranger };
}
const deskOf = async (person: { ctx: () => Context }) => getDesk(person.ctx(), {});
/** Without held tools: all of security is asked for those, also for the servers of other tests. */
const kindsOf = async (person: { ctx: () => Context }) =>
  (await deskOf(person)).items.map(({ kind }) => kind).filter((kind) => kind !== "tools");

test("the desk holds what the servers of one's teams ask for, and nothing of others", async () => {
  const { id, name, owner, stranger } = await cast({
    attestationDueAt: inDays(3),
    quarantinedAt: inDays(-1),
    quarantineNote: "Leaks tokens",
  });
  await db.upstreamWatch.create({
    data: {
      serverId: id,
      registryType: "mirror",
      identifier: name,
      seenVersion: "1.1.0",
      seenAt: new Date(),
    },
  });
  await db.serverUse.create({
    data: { serverId: id, userId: stranger.id, client: "cursor", version: "1.0.0" },
  });
  const { items, health } = await deskOf(owner);
  expect(items.map(({ kind }) => kind)).toEqual(["quarantine", "attestation", "upstream"]);
  expect(items[0]).toMatchObject({ server: { name }, text: "Leaks tokens" });
  expect(health).toMatchObject([
    {
      name,
      people: 1,
      upstream: { version: "1.1.0", words: "1 minor version behind" },
      versions: [{ version: "1.0.0", people: 1 }],
    },
  ]);
  expect(await deskOf(stranger)).toEqual({ items: [], health: [] });
});

test("a question waits until somebody of the owner's side answers", async () => {
  const { requester, owner, first, second, listing } = await reviewCast();
  const { id: requestId } = await createRequest(requester.ctx(), listing);
  await commentRequest(first.ctx(), { requestId, body: "Which data?", question: true });
  expect(await kindsOf(requester)).toEqual(["question"]);
  expect(await kindsOf(owner)).toEqual(["question"]);
  expect(await kindsOf(first)).toEqual([]);
  await commentRequest(second.ctx(), { requestId, body: "I wonder too." });
  expect(await kindsOf(requester)).toEqual(["question"]);
  await commentRequest(owner.ctx(), { requestId, body: "Only public data." });
  expect(await kindsOf(requester)).toEqual([]);
  await commentRequest(second.ctx(), { requestId, body: "And whose?", question: true });
  expect(await kindsOf(owner)).toEqual(["question"]);
});

test("a request waits for the consent of the team that is to own, until one of them has decided", async () => {
  const { name, owner, stranger } = await cast();
  const newTeam = await createTeam();
  const heir = await createPerson([], [newTeam.id]);
  const request = await createRequest(stranger.ctx(), {
    kind: "transfer_ownership",
    serverName: name,
    justification: "They run it now.",
    ownerTeam: newTeam.slug,
  });
  expect(await kindsOf(heir)).toEqual(["consent"]);
  expect(await kindsOf(owner)).toEqual([]);
  const decide = (person: typeof owner) =>
    decideRequest(person.ctx(), {
      requestId: request.id,
      decision: "approve",
      revision: 1,
      reason: "We run it.",
    });
  await expect(decide(owner)).rejects.toMatchObject({ code: "forbidden" });
  await decide(heir);
  expect(await kindsOf(heir)).toEqual([]);
});

test("a consent does not wait for who approved other tools as a reviewer before they joined the team", async () => {
  const { requestId, first, owner, team } = await listingCast();
  await db.request.update({ where: { id: requestId }, data: { requiresOwnerTeam: true } });
  const scan = (hours: number, name: string) => ({
    at: new Date(Date.now() - hours * 3_600_000).toISOString(),
    tools: cleanTools("npm", { tools: [{ ...cleanTool(), name }], pinnedHash: null }),
  });
  await scanSubmission(requestId, scan(2, "list"));
  const view = await getRequest(first.ctx(), { id: requestId });
  await decideRequest(first.ctx(), {
    ...{ requestId, decision: "approve", revision: 1, reason: "Looked at its tools." },
    ...{ capacity: "security", seenTools: view?.seenTools ?? null },
  });
  await scanSubmission(requestId, scan(1, "wipe"));
  await db.request.update({ where: { id: requestId }, data: { requiresOwnerTeam: true } });
  await db.teamMember.create({ data: { userId: first.id, teamId: team.id } });
  const { actor, ...ctx } = first.ctx();
  if (actor.kind !== "user") throw new TypeError("People are users.");
  const joined = { ctx: () => ({ ...ctx, actor: { ...actor, teamIds: [team.id] } }) };
  expect(await kindsOf(joined)).toEqual([]);
  expect(await kindsOf(owner)).toEqual(["consent"]);
});

test.each([
  [{ read: "unseen" }, "Nobody had seen this tool of version 1.0.0 when it was approved: read."],
  [
    { list: "unseen", read: "unseen" },
    "Nobody had seen these tools of version 1.0.0 when it was approved: list, read.",
  ],
  [{ read: "widening" }, "A tool of version 1.0.0 is not as it was approved: read."],
  [
    { list: "unseen", read: "widening" },
    "2 tools of version 1.0.0 are not as they were approved: list, read.",
  ],
])("held tools %j are told as: %s", async (held, text) => {
  const { id, name, owner } = await cast();
  const { id: versionId } = await db.serverVersion.findFirstOrThrow({ where: { serverId: id } });
  await db.trustHeldTool.createMany({
    data: Object.entries(held).map(([tool, kind]) => ({
      ...{ versionId, tool, kinds: [kind], option: "packages[0]", heldAt: new Date() },
      ...{ sentences: [`Tool ${tool}.`], definitionHash: "0".repeat(64) },
    })),
  });
  expect((await deskOf(owner)).items).toMatchObject([{ server: { name }, text }]);
});

test("a retirement of what one uses, alone or through a team, waits for an answer", async () => {
  const { id, owner, stranger } = await cast();
  const team = await createTeam();
  const member = await createPerson([], [team.id]);
  const retirement = await db.retirement.create({
    data: {
      serverId: id,
      reason: "Replaced",
      announcedAt: new Date(),
      deprecatesAt: inDays(10),
      brownoutAt: inDays(20),
      retiresAt: inDays(30),
      createdById: owner.id,
      consumers: { create: [{ teamId: team.id }, { userId: stranger.id }] },
    },
  });
  for (const person of [member, stranger]) expect(await kindsOf(person)).toEqual(["retirement"]);
  await db.retirementConsumer.updateMany({
    where: { retirementId: retirement.id, teamId: team.id },
    data: { answer: "moved" },
  });
  expect(await kindsOf(member)).toEqual([]);
});

test("an approval to renew points to its renewal once that is under way", async () => {
  const { id, name, owner } = await cast();
  const renew = {
    kind: "change_server",
    serverName: name,
    justification: "Still needed.",
    renew: true,
  };
  const draft = await createRequest(owner.ctx(), { ...renew, submit: false });
  await db.approval.create({
    data: {
      serverId: id,
      version: "1.0.0",
      checksum: "0".repeat(64),
      requestId: draft.id,
      expiresAt: inDays(10),
    },
  });
  expect((await deskOf(owner)).items).toMatchObject([
    { kind: "renewal", link: { label: "Ask to renew" } },
  ]);
  const { number } = await createRequest(owner.ctx(), renew);
  expect((await deskOf(owner)).items).toMatchObject([
    { kind: "renewal", link: { href: `/requests/R-${number}` } },
  ]);
});

test("a request that a reviewer wants changed waits for its author, until it is sent again", async () => {
  const { requester, first } = await reviewCast();
  const { name } = await cast();
  const { id, number } = await createRequest(requester.ctx(), {
    kind: "change_server",
    serverName: name,
    justification: "It touches customers now.",
    dataClassification: "confidential",
  });
  expect(await kindsOf(requester)).toEqual([]);
  await decideRequest(first.ctx(), {
    requestId: id,
    decision: "request_changes",
    revision: 1,
    reason: "Which customers?",
  });
  expect((await deskOf(requester)).items).toMatchObject([
    { kind: "changes", text: "Which customers?", link: { href: `/requests/R-${number}` } },
  ]);
  expect((await deskOf(requester)).items[0]?.dueAt).toBeInstanceOf(Date);
  expect(await kindsOf(first)).toEqual([]);
});
