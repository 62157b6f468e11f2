import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createTeam, reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { assignRequest } from "./assign-request.ts";
import { commentRequest } from "./comment-request.ts";
import { countQueues } from "./count-queues.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { getNextRequest } from "./get-next-request.ts";
import { getRequest } from "./get-request.ts";
import { listRequests } from "./list-requests.ts";
import { listReviewers } from "./list-reviewers.ts";

const reason = "Read the source and the tools.";

async function submitted() {
  const cast = await reviewCast();
  const request = await createRequest(cast.requester.ctx(), cast.listing);
  return { ...cast, requestId: request.id, number: request.number };
}
/** Before every other request of the database, so that the queue begins with it. */
const makeUrgent = (id: string, decisionDueAt = new Date(0)) =>
  db.request.update({ where: { id }, data: { decisionDueAt }, select: { id: true } });

test("reviewers are the active people of security, with what waits for them", async () => {
  const { first, requestId } = await submitted();
  const gone = await createPerson(["security"]);
  await db.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
  const reads = await createPerson(["security", "auditor"]);
  await assignRequest(first.ctx(), { requestId, assignee: "me" });
  // By name, and no more than 500 of all that this database has.
  await db.user.update({ where: { email: first.email }, data: { name: "! First" } });
  const found = await listReviewers(first.ctx(), {});
  expect(found).toContainEqual({ email: first.email, name: "! First", open: 1 });
  const emails = found.map(({ email }) => email);
  expect(emails).not.toContain(gone.email);
  expect(emails).not.toContain(reads.email);
});

test("the open queue holds what is not decided, and its count agrees", async () => {
  const { requestId, owner, first, second } = await submitted();
  const ids = async () =>
    (await listRequests(owner.ctx(), { queue: "open" })).requests.map(({ id }) => id);
  expect(await ids()).toEqual([requestId]);
  expect(await countQueues(owner.ctx(), {})).toMatchObject({ open: 1 });
  await decideRequest(first.ctx(), { requestId, decision: "request_changes", revision: 1, reason });
  expect(await ids()).toEqual([requestId]);
  const other = await submitted();
  await decideRequest(second.ctx(), {
    requestId: other.requestId,
    decision: "reject",
    revision: 1,
    reason,
  });
  expect(await countQueues(other.owner.ctx(), {})).toMatchObject({ open: 0 });
});

test("the next request is one of mine before a more urgent one that nobody has", async () => {
  const mine = await submitted();
  const urgent = await submitted();
  await makeUrgent(mine.requestId, new Date(1_000));
  await makeUrgent(urgent.requestId);
  const { first } = mine;
  expect(await getNextRequest(first.ctx(), {})).toMatchObject({ assigned: false });
  await assignRequest(first.ctx(), { requestId: mine.requestId, assignee: "me" });
  expect(await getNextRequest(first.ctx(), {})).toMatchObject({
    number: `R-${mine.number}`,
    assigned: true,
  });
  expect(await getNextRequest(first.ctx(), { exceptId: mine.requestId })).toMatchObject({
    assigned: false,
  });
  for (const { requestId } of [mine, urgent])
    await db.request.update({ where: { id: requestId }, data: { decisionDueAt: null } });
});

test("the next request is never one that I asked for, decided on, or cannot move on", async () => {
  const { requestId, number, requester, owner, first } = await submitted();
  await makeUrgent(requestId);
  const numberFor = async (person: typeof first) =>
    (await getNextRequest(person.ctx(), {}))?.number ?? null;
  expect(await numberFor(requester)).toBeNull();
  // High risk takes two reviewers and no consent: the owner team is not waited for.
  expect(await numberFor(owner)).toBeNull();
  await assignRequest(first.ctx(), { requestId, assignee: "me" });
  expect(await numberFor(first)).toBe(`R-${number}`);
  await decideRequest(first.ctx(), { requestId, decision: "approve", revision: 1, reason });
  expect(await numberFor(first)).not.toBe(`R-${number}`);
  await db.request.update({ where: { id: requestId }, data: { decisionDueAt: null } });
});

test("the owner team is offered what waits for its consent", async () => {
  const cast = await reviewCast();
  const document = serverDocument(undefined, {
    _meta: {
      "io.modelcontextprotocol.registry/publisher-provided": {
        tools: [{ name: "read", annotations: { readOnlyHint: true, openWorldHint: false } }],
      },
    },
  });
  const { number, riskTier } = await createRequest(cast.requester.ctx(), {
    ...cast.listing,
    server: document,
    origin: "community",
  });
  expect(riskTier).toBe("medium");
  expect(await getNextRequest(cast.owner.ctx(), {})).toMatchObject({ number: `R-${number}` });
});

test("what changed since the last look covers what is asked as well as the document", async () => {
  const { requestId, requester, first, listing, team } = await submitted();
  await decideRequest(first.ctx(), { requestId, decision: "request_changes", revision: 1, reason });
  await editRequest(requester.ctx(), {
    requestId,
    ...listing,
    ownerTeam: (await createTeam("Another team")).slug,
    server: { ...listing.server, description: "Said better" },
    deploymentModel: "hybrid",
    revision: 1,
  });
  const view = await getRequest(first.ctx(), { id: requestId });
  expect(view?.lastSeenRevision).toBe(1);
  expect(view?.change.sinceRevision).toMatchObject([
    {
      revision: 1,
      payload: { deploymentModel: "self_hosted" },
      ownerTeam: { slug: team.slug, name: team.name },
      diff: { changes: [{ path: "description" }] },
    },
  ]);
});

test("a comment may attach addresses of any usual length, one a line", async () => {
  const { requestId, first } = await submitted();
  const long = `https://git.example/${"a".repeat(200)}`;
  await commentRequest(first.ctx(), {
    requestId,
    body: "See these.",
    links: `${long}\nhttps://git.example/b\n`,
  });
  const view = await getRequest(first.ctx(), { id: requestId });
  expect(view?.threads[0]?.links).toEqual([long, "https://git.example/b"]);
  await expect(
    commentRequest(first.ctx(), { requestId, body: "And this.", links: "javascript:alert(1)" }),
  ).rejects.toMatchObject({ code: "invalid" });
});
