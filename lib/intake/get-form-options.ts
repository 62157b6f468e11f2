import { z } from "zod";
import type { DeploymentRules } from "#lib/catalog/core/deployment-model.ts";
import { loadDeploymentRules } from "#lib/catalog/load-deployment-rules.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type FormOptions = {
  /** The asker's own teams first. */
  teams: { slug: string; name: string; mine: boolean }[];
  rules: DeploymentRules;
};

/** What the forms of requests offer to choose from. */
export const getFormOptions = defineQuery({
  name: "getFormOptions",
  permission: "request.create",
  input: z.object({}),

  async run({ db }, ctx): Promise<FormOptions> {
    const own = new Set(teamIdsOf(ctx.actor));
    const [teams, rules] = await Promise.all([
      db.team.findMany({
        orderBy: { name: "asc" },
        take: 1_000,
        select: { id: true, slug: true, name: true },
      }),
      loadDeploymentRules(db),
    ]);
    const named = teams.map(({ id, slug, name }) => ({ slug, name, mine: own.has(id) }));
    return {
      teams: [...named.filter(({ mine }) => mine), ...named.filter(({ mine }) => !mine)],
      rules,
    };
  },
});
