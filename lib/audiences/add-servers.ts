import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockAudience } from "./audience-steps.ts";
import { AddServersInput } from "./schemas.ts";

const NAMED_IN_LOG = 50;

/** Adds servers to an audience, by name or by what they have in common. All of them or none. */
export const addServers = defineCommand({
  name: "addServers",
  permission: "audience.manage",
  input: AddServersInput,

  async run(tx, _ctx, { slug, names, tag, category, team }) {
    const audience = await lockAudience(tx, slug);
    if (names.length > 0) await refuseUnknownNames(tx, names);
    const where: Prisma.ServerWhereInput = {
      ...(names.length > 0 ? { name: { in: [...names] } } : {}),
      ...(tag === undefined ? {} : { tags: { has: tag } }),
      ...(category === undefined ? {} : { categories: { has: category } }),
      ...(team === undefined ? {} : { ownerTeam: { slug: team } }),
    };
    const fresh = await tx.server.findMany({
      where: { ...where, audiences: { none: { audienceId: audience.id } } },
      orderBy: { name: "asc" },
      select: { id: true, name: true },
    });
    const result = { audience: audience.name, added: fresh.length };
    if (fresh.length === 0) return { result, audit: [] };

    await tx.audienceServer.createMany({
      data: fresh.map((server) => ({ audienceId: audience.id, serverId: server.id })),
      skipDuplicates: true,
    });
    return {
      result,
      audit: [
        {
          action: "audience.change",
          targetKind: "audience",
          targetId: audience.id,
          before: null,
          after: {
            added: fresh.length,
            servers: fresh.slice(0, NAMED_IN_LOG).map((server) => server.name),
            by: { tag: tag ?? null, category: category ?? null, team: team ?? null },
          },
        },
      ],
    };
  },
});

async function refuseUnknownNames(tx: Tx, names: readonly string[]): Promise<void> {
  const known = await tx.server.findMany({
    where: { name: { in: [...names] } },
    select: { name: true },
  });
  const found = new Set(known.map((server) => server.name));
  const unknown = [...new Set(names)].filter((name) => !found.has(name));
  if (unknown.length === 0) return;
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : "";
  throw fieldError("names", `Not in the catalog: ${unknown.slice(0, 5).join(", ")}${more}.`);
}
