import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ownId } from "./own-id.ts";

/** How many notifications of one's own are unread: the number at the bell. */
export const countUnread = defineQuery({
  permission: "notification.own",
  input: z.object({}),

  async run({ db }, ctx): Promise<number> {
    return db.notification.count({ where: { userId: ownId(ctx), readAt: null } });
  },
});
