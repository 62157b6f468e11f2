import { defineQuery } from "#lib/verbs/define-query.ts";
import { namesOf, POLICY_ROW, policyView, type PolicyView } from "./policy-view.ts";
import { loadTeams, type PolicyTeam } from "./policy-steps.ts";
import { ListPoliciesInput } from "./schemas.ts";

export type PolicyList = {
  inForce: PolicyView;
  draft: PolicyView | null;
  /** The newest first, with the one in force and the draft among them. */
  versions: PolicyView[];
  total: number;
  /** Every team, for naming who owns the data. */
  teams: PolicyTeam[];
};

/** The review policy: the version in force, the draft, and how it came to be. */
export const listPolicies = defineQuery({
  name: "listPolicies",
  permission: "policy.read",
  input: ListPoliciesInput,

  async run({ db }, ctx, { limit }): Promise<PolicyList> {
    // The versions that stand open are the newest; one more to compare the last of the page with.
    const [total, rows, inForceRow] = await Promise.all([
      db.reviewPolicy.count(),
      db.reviewPolicy.findMany({
        orderBy: { version: "desc" },
        take: limit,
        select: POLICY_ROW,
      }),
      db.reviewPolicy.findFirstOrThrow({ where: { state: "published" }, select: POLICY_ROW }),
    ]);
    const all = rows.some(({ version }) => version === inForceRow.version)
      ? rows
      : [...rows, inForceRow];
    const lowest = all.at(-1)?.version ?? 1;
    const older = await db.reviewPolicy.findFirst({
      where: { version: { lt: lowest }, publishedAt: { not: null } },
      orderBy: { version: "desc" },
      select: { version: true, rules: true, publishedAt: true },
    });
    const [names, teams] = await Promise.all([namesOf(db, all), loadTeams(db)]);
    const before = [...all, ...(older ? [older] : [])].filter((row) => row.publishedAt !== null);
    const views = all.map((row) =>
      policyView(row, before.find(({ version }) => version < row.version) ?? null, {
        names,
        teams,
        actor: ctx.actor,
      }),
    );
    const inForce = views.find(({ version }) => version === inForceRow.version);
    if (!inForce) throw new TypeError("The policy in force is not in its own list.");
    return {
      inForce,
      draft: views.find(({ state }) => state === "draft") ?? null,
      versions: views,
      total,
      teams: [...teams.values()],
    };
  },
});
