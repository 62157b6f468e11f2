import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ownId } from "./own-id.ts";

/** How many notifications of one's own are unread: the number at the bell. */
export const countUnread = defineQuery({
  name: "countUnread",
  permission: "notification.own",
  input: z.object({}),

  async run({ sql }, ctx): Promise<number> {
    // Asked for every page.
    const text = `SELECT count(*)::int AS "unread" FROM "Notification" WHERE "userId" = $1::uuid AND "readAt" IS NULL`;
    const [row] = await sql<{ unread: number }>({ name: "notifications.unread", text }, [
      ownId(ctx),
    ]);
    return row?.unread ?? 0;
  },
});
