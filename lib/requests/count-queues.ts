import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { queueWhere } from "./list-requests.ts";
import { requestsVisibleTo } from "./visibility.ts";

export type QueueCounts = {
  open: number;
  mine: number;
  unassigned: number;
  overdue: number;
  requested: number;
};

/** How many requests wait in each queue of this person. */
export const countQueues = defineQuery({
  name: "countQueues",
  permission: "request.read",
  input: z.object({}),

  async run({ db }, ctx): Promise<QueueCounts> {
    const count = (queue: keyof QueueCounts) =>
      db.request.count({
        where: { AND: [requestsVisibleTo(ctx.actor), queueWhere(ctx, { queue })] },
      });
    const [open, mine, unassigned, overdue, requested] = await Promise.all([
      count("open"),
      count("mine"),
      count("unassigned"),
      count("overdue"),
      count("requested"),
    ]);
    return { open, mine, unassigned, overdue, requested };
  },
});
