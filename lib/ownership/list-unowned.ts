import { z } from "zod";
import type { OrphanReason } from "./core/ownership.ts";
import { isJsonObject } from "#lib/kernel/json.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type UnownedServer = {
  name: string;
  title: string | null;
  team: { slug: string; name: string } | null;
  reason: OrphanReason | null;
  unownedSince: Date;
  freezesAt: Date | null;
  frozen: boolean;
  /** People who use it, by what they connected. */
  users: number;
};

const MAX = 500;

/** Servers on offer that nobody answers for, the one that freezes first on top. */
export const listUnowned = defineQuery({
  name: "listUnowned",
  permission: "catalog.read_unapproved",
  input: z.object({}),

  async run({ db }, ctx): Promise<UnownedServer[]> {
    const rows = await db.server.findMany({
      where: { unownedSince: { not: null }, lifecycle: { in: ["approved", "deprecated"] } },
      orderBy: [{ freezesAt: "asc" }, { name: "asc" }],
      take: MAX,
      select: {
        id: true,
        name: true,
        title: true,
        unownedSince: true,
        freezesAt: true,
        ownerTeam: { select: { slug: true, name: true } },
        uses: { distinct: ["userId"], select: { userId: true } },
      },
    });
    const log = await db.auditEvent.findMany({
      where: {
        targetKind: "server",
        targetId: { in: rows.map(({ id }) => id) },
        action: "server.orphan",
      },
      orderBy: { at: "asc" },
      select: { targetId: true, after: true },
    });
    const reasons = new Map(log.map(({ targetId, after }) => [targetId, reasonOf(after)]));
    return rows.flatMap(({ id, uses, ownerTeam, unownedSince, ...row }) =>
      unownedSince === null
        ? []
        : [
            {
              ...row,
              unownedSince,
              team: ownerTeam,
              reason: reasons.get(id) ?? null,
              frozen: row.freezesAt !== null && row.freezesAt <= ctx.now,
              users: uses.length,
            },
          ],
    );
  },
});

function reasonOf(after: unknown): OrphanReason | null {
  const reason = isJsonObject(after) ? after["reason"] : null;
  return reason === "no_team" || reason === "no_member" || reason === "not_attested"
    ? reason
    : null;
}
