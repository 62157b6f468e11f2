import "#lib/testing/alone.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";

/**
 * Ends as web and worker do. Who is refused there is counted by two copies of the module: its own,
 * and one as Next bundles it.
 */
const PROCESS = `
  const [actor] = process.argv.slice(1);
  const { startHeartbeat } = await import("#lib/audit/chain/heartbeat.ts");
  const { nameWriters } = await import("#lib/audit/chain/lanes.ts");
  const { pool } = await import("#lib/db/client.ts");
  const { AppError } = await import("#lib/kernel/errors.ts");
  const { onShutdown } = await import("../../../scripts/lifecycle/on-shutdown.ts");
  const copies = [await import("../refusals.ts"), await import("../refusals.ts?bundled")];
  nameWriters("web");
  const heartbeat = startHeartbeat();
  onShutdown(async () => {
    await heartbeat.stop();
    await pool.end();
  });
  const ctx = { actor: { kind: "system", id: actor, name: "Test" }, now: new Date(), requestId: actor };
  const refuse = ({ recordRefusal }) => recordRefusal(ctx, "audit.read", new AppError("forbidden", "No."));
  for (let n = 0; n < 30; n += 1) await Promise.all(copies.map(refuse));
  process.send("refused");
`;

test("what a process has only counted of refusals is in the log when it is stopped, and its chains are closed", async () => {
  const actor = randomUUID();
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROCESS, actor], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  expect(await Promise.race([once(child, "message"), gone])).toContain("refused");
  const refused = () => db.auditEvent.findMany({ where: { actorId: actor } });
  expect(await refused()).toHaveLength(20);

  child.kill("SIGTERM");
  expect(await gone).toEqual([0, null]);
  const counts = (await refused()).map(({ after }) => (after as { repeated?: number }).repeated);
  expect(counts.filter((count) => count !== undefined)).toEqual([40]);
  expect(counts).toHaveLength(21);
  expect(await db.auditEpoch.count({ where: { sealedBy: null } })).toBe(0);
});
