import { defineQuery } from "#lib/verbs/define-query.ts";
import { GetRequestInput } from "./schemas.ts";
import { requestsVisibleTo } from "./visibility.ts";

/** The id and revision behind an id or a number; null for what may not be seen. */
export const getRequestId = defineQuery({
  name: "getRequestId",
  permission: "request.read",
  input: GetRequestInput,

  async run({ db }, ctx, { id }): Promise<{ id: string; revision: number } | null> {
    const key = /^R-/i.test(id) ? { number: Number(id.slice(2)) } : { id };
    return db.request.findFirst({
      where: { AND: [key, requestsVisibleTo(ctx.actor)] },
      select: { id: true, revision: true },
    });
  },
});
