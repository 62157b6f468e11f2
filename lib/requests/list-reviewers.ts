import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type Reviewer = {
  email: string;
  name: string;
  /** Undecided requests that are theirs to review. */
  open: number;
};

/** Active people with the role security, by name: who a request can be given to. */
export const listReviewers = defineQuery({
  name: "listReviewers",
  permission: "request.review",
  input: z.object({}),

  async run({ db }): Promise<Reviewer[]> {
    const [people, counts] = await Promise.all([
      db.user.findMany({
        where: { roles: { has: "security" }, disabledAt: null, NOT: { roles: { has: "auditor" } } },
        orderBy: [{ name: "asc" }, { email: "asc" }],
        take: 500,
        select: { id: true, email: true, name: true },
      }),
      db.request.groupBy({
        by: ["assigneeId"],
        where: { state: { in: ["submitted", "in_review", "changes_requested"] } },
        _count: { _all: true },
      }),
    ]);
    const open = new Map(counts.map((row) => [row.assigneeId, row._count._all]));
    return people.map(({ id, email, name }) => ({ email, name, open: open.get(id) ?? 0 }));
  },
});
