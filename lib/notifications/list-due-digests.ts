import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListDueDigestsInput } from "./schemas.ts";

const AT_ONCE = 500;

/** People for whom something waits since before the cut-off. */
export const listDueDigests = defineQuery({
  name: "listDueDigests",
  permission: "identity.resolve",
  input: ListDueDigestsInput,

  async run({ db }, ctx, { cutOff }): Promise<string[]> {
    const rows = await db.delivery.findMany({
      where: {
        state: "pending",
        digest: true,
        nextAttemptAt: { lte: ctx.now },
        createdAt: { lte: cutOff },
        user: { disabledAt: null },
      },
      distinct: ["userId"],
      select: { userId: true },
      take: AT_ONCE,
    });
    return rows.flatMap(({ userId }) => userId ?? []);
  },
});
