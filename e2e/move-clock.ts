// Does what the worker does, at another time: `node e2e/move-clock.ts '{"job": …, "server": …, "at": …}'`
// on the data of the running product.
import { randomUUID } from "node:crypto";
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";
import { systemActor } from "#lib/kernel/actor.ts";

type Asked = { job: "retirement" | "ownership" | "upstream"; server: string; at: string };

const { job, server, at } = JSON.parse(process.argv[2] ?? "{}") as Asked;
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
const ctx = {
  actor: systemActor("worker", "Worker"),
  now: new Date(at),
  requestId: randomUUID(),
};
try {
  const { id: serverId, latestVersion } = await db.server.findUniqueOrThrow({
    where: { name: server },
    select: { id: true, latestVersion: true },
  });
  if (job === "ownership") {
    const { settleOwnership } = await import("#lib/ownership/check-ownership.ts");
    const { recorded } = await import("#lib/audit/chain/recorded.ts");
    const { recordsOf } = await import("#lib/audit/chain/records-of.ts");
    // This server alone: the others belong to other tests.
    await recorded(async (tx, append) =>
      append(recordsOf(ctx, await settleOwnership(tx, ctx, serverId))),
    );
  } else if (job === "upstream") {
    const { saveUpstream } = await import("#lib/upstream/save-upstream.ts");
    await saveUpstream(ctx, { serverId, version: latestVersion, seen: [] });
  } else {
    const { advanceCampaign } = await import("#lib/retirements/advance-retirements.ts");
    const { id } = await db.retirement.findFirstOrThrow({
      where: { serverId, state: { notIn: ["retired", "cancelled"] } },
      select: { id: true },
    });
    await advanceCampaign(ctx, id);
  }
} finally {
  pool.removeAllListeners("error").on("error", () => undefined);
  await pool.end();
  await database.stop();
}
