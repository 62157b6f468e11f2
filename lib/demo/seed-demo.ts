import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { DEMO_SERVERS } from "../../prisma/demo/catalog.ts";
import { demoRows, nameOf } from "./demo-rows.ts";
import { SeedDemoInput } from "./schemas.ts";
import { idOf, seedAudiences, seedPeople, seedTeams, type Seeded } from "./seed-steps.ts";

/**
 * Adds the demo company: teams, accounts, servers, audiences. What exists is left as it is, so a
 * second seed changes nothing. Our own processes only: nobody turns a real catalog into a demo
 * from a page.
 */
export const seedDemo = defineCommand({
  name: "seedDemo",
  permission: "demo.remove",
  input: SeedDemoInput,

  async run(tx, ctx) {
    if (ctx.actor.kind !== "system")
      throw new AppError("forbidden", "The demo data is added on the command line: seed.");
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.demo'))::text`;
    const teams = await seedTeams(tx);
    const people = await seedPeople(tx, teams);
    const servers = await seedServers(tx, ctx, { teams, people });
    const audiences = await seedAudiences(tx, teams);

    const audit = [...teams.audit, ...people.audit, ...servers, ...audiences];
    const counts = {
      teams: teams.audit.length,
      people: people.audit.length,
      servers: servers.length,
      audiences: audiences.length,
    };
    if (audit.length === 0) return { result: counts, audit };
    const whole = { action: "demo.seed", targetKind: "demo", targetId: "demo" } as const;
    return { result: counts, audit: [...audit, { ...whole, before: null, after: counts }] };
  },
});

async function seedServers(
  tx: Tx,
  ctx: Context,
  { teams, people }: { teams: Seeded; people: Seeded },
): Promise<AuditEntry[]> {
  const known = await tx.server.findMany({
    where: { name: { in: DEMO_SERVERS.map(nameOf) } },
    select: { name: true },
  });
  const names = new Set(known.map((server) => server.name));
  const missing = DEMO_SERVERS.filter((server) => !names.has(nameOf(server)));
  if (missing.length === 0) return [];

  const rows = demoRows(missing, {
    now: ctx.now,
    teamId: (slug) => idOf(teams.ids, slug),
    personId: (email) => idOf(people.ids, email),
  });
  await tx.server.createMany({ data: rows.servers });
  await tx.serverVersion.createMany({ data: rows.versions });
  await tx.versionPackage.createMany({ data: rows.packages });
  await tx.tool.createMany({ data: rows.tools });
  await tx.deployment.createMany({ data: rows.deployments });
  await tx.serverVisibility.createMany({
    data: rows.visibility.map(({ serverId, team }) => ({
      serverId,
      teamId: idOf(teams.ids, team),
    })),
  });
  return rows.servers.map((server) => ({
    action: "server.import",
    targetKind: "server",
    targetId: server.id ?? "",
    before: null,
    after: {
      name: server.name,
      lifecycle: server.lifecycle ?? "candidate",
      versions: rows.versions.filter((version) => version.serverId === server.id).length,
      source: "demo data",
      demo: true,
    },
  }));
}
