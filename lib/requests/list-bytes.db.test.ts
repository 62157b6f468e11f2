import type { Socket } from "node:net";
import type pg from "pg";
import { expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { reviewCast } from "#lib/testing/factories.ts";
import { createRequest } from "./create-request.ts";
import { getNextRequest } from "./get-next-request.ts";
import { listRequests } from "./list-requests.ts";

/** What scans saw of 500 ways to install a version: 40 kB. */
const setsOf = (mark: string) =>
  Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`packages[${at}]`, mark.repeat(64)]));
const NOW = setsOf("a");

/** Bytes that the database sends meanwhile. */
async function bytesOf(work: () => Promise<unknown>): Promise<number> {
  const before = new Map<Socket, number>();
  const note = (client: pg.PoolClient) => {
    // The types of pg know a client's connection only within the client.
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    if (!before.has(stream)) before.set(stream, stream.bytesRead);
  };
  pool.on("acquire", note);
  await work();
  pool.off("acquire", note);
  return [...before].reduce((sum, [{ bytesRead }, then]) => sum + bytesRead - then, 0);
}

test("lists of requests load no sets of tools, and count the approvals that are for those of now", async () => {
  const { first, second, admin, requester, listing } = await reviewCast();
  const { id: requestId, number } = await createRequest(requester.ctx(), listing);
  await db.request.update({
    where: { id: requestId },
    data: { state: "in_review", toolsSeen: NOW, requiresAdmin: true, decisionDueAt: new Date(0) },
  });
  const { digest } = await db.requestRevision.findFirstOrThrow({ where: { requestId } });
  const vote = { requestId, digest, revision: 1, reason: "Looked at its tools." };
  const approval = { ...vote, capacity: "security", decision: "approve" } as const;
  for (const [reviewer, toolsSeen] of [
    [first, NOW],
    [second, setsOf("b")],
  ] as const)
    await db.requestDecision.create({ data: { ...approval, reviewerId: reviewer.id, toolsSeen } });

  const q = listing.server.name;
  const list = async () =>
    expect((await listRequests(admin.ctx(), { q })).requests).toMatchObject([{ approvals: 1 }]);
  const next = async () =>
    expect(await getNextRequest(admin.ctx(), {})).toMatchObject({ number: `R-${number}` });
  const sets = () =>
    db.request.findUnique({ where: { id: requestId }, select: { toolsSeen: true } });
  const most = 20_000;
  expect(await bytesOf(sets)).toBeGreaterThan(2 * most);
  expect(await bytesOf(list)).toBeLessThan(most);
  // Of up to 60 requests that are looked through.
  expect(await bytesOf(next)).toBeLessThan(60 * 1_000);
  await db.request.update({ where: { id: requestId }, data: { decisionDueAt: null } });
});
