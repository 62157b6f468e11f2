import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

/** Domains whose proof was looked at a day ago or longer; unproven ones wait for somebody to ask. For the worker. */
export const listDueIdentities = defineQuery({
  name: "listDueIdentities",
  permission: "identity.resolve",
  input: z.object({}),

  async run({ db }, ctx): Promise<string[]> {
    const rows = await db.publisher.findMany({
      where: {
        kind: "domain",
        state: { not: "asserted" },
        OR: [{ checkedAt: null }, { checkedAt: { lte: new Date(ctx.now.getTime() - DAY_MS) } }],
      },
      orderBy: { checkedAt: "asc" },
      take: AT_ONCE,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  },
});
