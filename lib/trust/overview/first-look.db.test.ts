import "#lib/testing/alone.ts";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { assessRegistry } from "./assess-registry.ts";

const HOUR_MS = 3_600_000;

async function saidAt(now: Date): Promise<string> {
  const ctx = { ...(await createPerson(["security"])).ctx(), now };
  const { results } = await assessRegistry(ctx, {});
  return results.find(({ control }) => control === "UP-01")?.reason ?? "";
}

test("a new installation is told when the first look is due, however old its servers are, and later to see why none came", async () => {
  const now = new Date();
  const long = new Date(now.getTime() - 80 * 24 * HOUR_MS);
  const { id: ownerTeamId } = await createTeam();
  // As demo data and a restored catalog have it.
  const { id: serverId } = await createServer({ ownerTeamId, createdAt: long, updatedAt: long });
  expect(await saidAt(now)).toMatch(/ The first look is due at \d\d:37 UTC\.$/);
  await db.auditKey.create({ data: { keyId: "first", vkey: "v", at: now } });
  expect(await saidAt(new Date(now.getTime() + HOUR_MS))).toContain("The first look is due at");
  expect(await saidAt(new Date(now.getTime() + 5.5 * HOUR_MS))).toContain(
    "has not looked in 5 hours: see whether it runs.",
  );
  await db.upstreamWatch.create({
    data: { serverId, registryType: "mirror", identifier: "a", checkedAt: now },
  });
  expect(await saidAt(new Date(now.getTime() + 72 * HOUR_MS))).toContain(
    "looked 3 days ago for the last time: see whether it runs.",
  );
});
