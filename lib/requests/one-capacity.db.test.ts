import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { listingCast, scanSubmission } from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import type { DecisionKind } from "./core/words.ts";
import { decideRequest } from "./decide-request.ts";
import { getRequest } from "./get-request.ts";

/** Of a tool at whose risk two people have to agree. */
const scan = (hours: number, description: string) => ({
  at: new Date(Date.now() - hours * 3_600_000).toISOString(),
  changes: { "CQ-06": unknown("not_implemented") },
  tools: cleanTools("npm", {
    tools: [{ ...cleanTool(), description, annotations: { destructiveHint: true } }],
    pinnedHash: null,
  }),
});

/** Somebody with two roles has approved for security what scans see no more. */
async function votedBefore() {
  const { requestId } = await listingCast();
  const person = await createPerson(["security", "admin"]);
  const decide = async (capacity: "security" | "admin", decision: DecisionKind = "approve") => {
    const seenTools = (await getRequest(person.ctx(), { id: requestId }))?.seenTools ?? null;
    const vote = { revision: 1, reason: "Looked at its tools.", capacity, decision };
    return decideRequest(person.ctx(), { requestId, ...vote, seenTools });
  };
  await scanSubmission(requestId, scan(2, "Wipes."));
  await decide("security");
  await scanSubmission(requestId, scan(1, "Wipes more."));
  return { requestId, person, decide };
}
const capacities = async (requestId: string) =>
  (await db.requestDecision.findMany({ where: { requestId } })).map(({ capacity }) => capacity);

describe("who approved other tools of a revision in one capacity", () => {
  test("approves it in no other, and may in the same", async () => {
    const { requestId, decide } = await votedBefore();
    await expect(decide("admin")).rejects.toMatchObject({
      code: "conflict",
      message:
        "You approved this revision as security before, and nobody approves in two capacities: somebody else has to approve it as admin.",
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

  test("may still say no in any", async () => {
    const { decide } = await votedBefore();
    expect(await decide("admin", "reject")).toMatchObject({ state: "rejected" });
  });
});
