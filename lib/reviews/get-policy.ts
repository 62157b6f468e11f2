import { defineQuery } from "#lib/verbs/define-query.ts";
import { namesOf, POLICY_ROW, policyView, type PolicyView } from "./policy-view.ts";
import { loadTeams } from "./policy-steps.ts";
import { PolicyRef } from "./schemas.ts";

/** One version of the review policy, such as the one a request was submitted under; null: none. */
export const getPolicy = defineQuery({
  name: "getPolicy",
  permission: "policy.read",
  input: PolicyRef,

  async run({ db }, ctx, { version }): Promise<PolicyView | null> {
    const row = await db.reviewPolicy.findUnique({ where: { version }, select: POLICY_ROW });
    if (!row) return null;
    const before = await db.reviewPolicy.findFirst({
      where: { version: { lt: version }, publishedAt: { not: null } },
      orderBy: { version: "desc" },
      select: { version: true, rules: true },
    });
    const [names, teams] = await Promise.all([namesOf(db, [row]), loadTeams(db)]);
    return policyView(row, before, { names, teams, actor: ctx.actor });
  },
});
