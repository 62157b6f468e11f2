import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";

export type Filter = {
  search: string;
  tag?: string | undefined;
  category?: string | undefined;
  team?: string | undefined;
};

/** The servers of a filter that are in the feed, or that could be: approved once, seen by everyone. */
export function feedWhere(filter: Filter, show: "exposed" | "concealed"): Prisma.ServerWhereInput {
  const { search, tag, category, team } = filter;
  const contains = { contains: search, mode: "insensitive" as const };
  return {
    ...(show === "exposed"
      ? { exposed: true }
      : {
          exposed: false,
          visibility: "everyone",
          latestVersion: { not: null },
          lifecycle: { in: ["approved", "deprecated"] },
        }),
    ...(search ? { OR: [{ name: contains }, { title: contains }] } : {}),
    ...(tag === undefined ? {} : { tags: { has: tag } }),
    ...(category === undefined ? {} : { categories: { has: category } }),
    ...(team === undefined ? {} : { ownerTeam: { slug: team } }),
  };
}

/**
 * Changes the feed for every server of a filter, all or nothing, with a record on each.
 * @throws AppError `conflict` when it would be about another number of servers than was confirmed.
 */
export async function changeFeed(
  tx: Tx,
  ctx: Context,
  change: { filter: Filter & { expected: number }; expose: boolean },
): Promise<{ changed: number; audit: AuditEntry[] }> {
  const { filter, expose } = change;
  const servers = await tx.server.findMany({
    where: feedWhere(filter, expose ? "concealed" : "exposed"),
    select: { id: true },
    orderBy: { id: "asc" },
  });
  if (servers.length !== filter.expected)
    throw new AppError(
      "conflict",
      `This is now about ${servers.length} servers, not ${filter.expected}. Look at the list again.`,
    );
  const ids = servers.map((server) => server.id);
  await tx.server.updateMany({
    where: { id: { in: ids } },
    data: { exposed: expose, updatedAt: ctx.now },
  });
  return {
    changed: ids.length,
    audit: ids.map((targetId) => ({
      action: expose ? "server.expose" : "server.conceal",
      targetKind: "server",
      targetId,
      before: { exposed: !expose },
      after: { exposed: expose, together_with: ids.length - 1 },
    })),
  };
}
