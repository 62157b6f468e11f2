import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { listingCast, scanSubmission } from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import type { DecisionKind } from "./core/words.ts";
import { decideRequest } from "./decide-request.ts";
import { getNextRequest } from "./get-next-request.ts";
import { getRequest } from "./get-request.ts";
import { raiseTier } from "./raise-tier.ts";

/** Of a tool at whose risk two people have to agree. */
const scan = (hours: number, description: string) => ({
  at: new Date(Date.now() - hours * 3_600_000).toISOString(),
  changes: { "CQ-06": unknown("not_implemented") },
  tools: cleanTools("npm", {
    tools: [{ ...cleanTool(), description, annotations: { destructiveHint: true } }],
    pinnedHash: null,
  }),
});

type Person = Awaited<ReturnType<typeof createPerson>>;
type Vote = {
  capacity?: "security" | "admin" | undefined;
  decision?: DecisionKind | undefined;
};

/** Decides on what scans see now; it approves unless told otherwise. */
async function vote(requestId: string, person: Person, { decision = "approve", capacity }: Vote) {
  const seenTools = (await getRequest(person.ctx(), { id: requestId }))?.seenTools ?? null;
  const given = { revision: 1, reason: "Looked at its tools.", capacity, decision };
  return decideRequest(person.ctx(), { requestId, ...given, seenTools });
}

/** Somebody with two roles has approved in one of them what scans see no more. */
async function votedBefore(before: "security" | "admin" = "security") {
  const { requestId, number, first, second, admin } = await listingCast();
  const person = await createPerson(["security", "admin"]);
  const decide = (capacity?: "security" | "admin", decision?: DecisionKind) =>
    vote(requestId, person, { capacity, decision });
  await scanSubmission(requestId, scan(2, "Wipes."));
  await decide(before);
  await scanSubmission(requestId, scan(1, "Wipes more."));
  return { requestId, number, person, decide, first, second, admin };
}
const capacities = async (requestId: string) =>
  (await db.requestDecision.findMany({ where: { requestId } })).map(({ capacity }) => capacity);

describe("who approved other tools of a revision in one capacity", () => {
  test("approves it in no other, and may in the same", async () => {
    const { requestId, decide } = await votedBefore();
    await expect(decide("admin")).rejects.toMatchObject({
      code: "forbidden",
      message:
        "You approved this revision as security before, and nobody approves in two capacities: somebody else has to approve it as administrator.",
    });
    await decide("security");
    expect(await capacities(requestId)).toEqual(["security", "security"]);
  });

  test("nor does the database take it, whoever writes it", async () => {
    const { requestId, person } = await votedBefore();
    const { digest } = await db.requestRevision.findFirstOrThrow({ where: { requestId } });
    const vote = { requestId, digest, revision: 1, reviewerId: person.id, reason: "Once more." };
    const add = (capacity: "security" | "admin") =>
      db.requestDecision.create({ data: { ...vote, capacity, decision: "approve" } });
    await expect(add("admin")).rejects.toThrow(/nobody approves in two capacities/);
    await expect(add("security")).resolves.toBeDefined();
  });

  test("approves it in that one where they name none, whoever else is missing", async () => {
    const { requestId, decide } = await votedBefore("admin");
    await decide();
    expect(await capacities(requestId)).toEqual(["admin", "admin"]);
  });

  test("is offered it next only while somebody in that one is missing", async () => {
    const { requestId, number, person, first, second, admin } = await votedBefore();
    await raiseTier(first.ctx(), { requestId, tier: "critical", reason: "It wipes." });
    await db.request.update({ where: { id: requestId }, data: { decisionDueAt: new Date(0) } });
    const nextOf = async (one: Person) => (await getNextRequest(one.ctx(), {}))?.number;
    expect(await nextOf(person)).toBe(number);
    for (const other of [first, second]) await vote(requestId, other, {});
    // An administrator is missing, and they approved as a reviewer of security.
    expect(await nextOf(person)).not.toBe(number);
    expect(await nextOf(admin)).toBe(number);
    await db.request.update({ where: { id: requestId }, data: { decisionDueAt: null } });
  });

  test("who has that role no more is told so, and is offered it neither", async () => {
    const { requestId, number, person } = await votedBefore();
    await db.user.update({ where: { id: person.id }, data: { roles: ["engineer", "admin"] } });
    const { actor, ...ctx } = person.ctx();
    if (actor.kind !== "user") throw new TypeError("People are users.");
    const now = { ...ctx, actor: { ...actor, roles: ["engineer" as const, "admin" as const] } };
    const view = await getRequest(now, { id: requestId });
    expect(view).toMatchObject({ capacities: ["admin"], approvesAs: [] });
    const seenTools = view?.seenTools ?? null;
    const given = { revision: 1, reason: "Looked at its tools.", decision: "approve", seenTools };
    await expect(decideRequest(now, { requestId, ...given })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("You approved this revision in another capacity") as string,
    });
    await db.request.update({
      where: { id: requestId },
      data: { decisionDueAt: new Date(0), requiresAdmin: true },
    });
    expect((await getNextRequest(now, {}))?.number).not.toBe(number);
    await db.request.update({ where: { id: requestId }, data: { decisionDueAt: null } });
  });

  test("may still say no in any", async () => {
    const { decide } = await votedBefore();
    expect(await decide("admin", "reject")).toMatchObject({ state: "rejected" });
  });
});
