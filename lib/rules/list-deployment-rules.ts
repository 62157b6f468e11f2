import { z } from "zod";
import type { DataClassification, DeploymentModel } from "#lib/catalog/core/words.ts";
import { visibleTo } from "#lib/catalog/visibility.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import type { Context } from "#lib/kernel/context.ts";
import { CLASSIFICATIONS, MODELS } from "./schemas.ts";

export type RuleCell = {
  model: DeploymentModel;
  admitted: boolean;
  /** Deployments that run or are planned, of servers of this classification. */
  deployments: number;
};
export type RuleViolation = {
  server: string;
  title: string | null;
  team: string | null;
  classification: DataClassification;
  model: DeploymentModel;
  environment: string;
  provider: string;
};
export type DeploymentRulesView = {
  rules: { classification: DataClassification; cells: RuleCell[] }[];
  /** The first 200 deployments that a rule does not admit: they were there before the rule. */
  violations: RuleViolation[];
};

/** Which deployment models each data classification admits, and what breaks that today. */
export const listDeploymentRules = defineQuery({
  name: "listDeploymentRules",
  permission: "catalog.read",
  input: z.object({}).optional(),

  async run({ db, sql }, ctx): Promise<DeploymentRulesView> {
    const [rules, counts, violations] = await Promise.all([
      db.deploymentRule.findMany({ select: { classification: true, model: true } }),
      countDeployments(sql, ctx),
      listViolations(sql, ctx),
    ]);
    const cell = (classification: DataClassification, model: DeploymentModel): RuleCell => ({
      model,
      admitted: rules.some(
        (rule) => rule.classification === classification && rule.model === model,
      ),
      deployments:
        counts.find((row) => row.classification === classification && row.model === model)?.n ?? 0,
    });
    return {
      rules: CLASSIFICATIONS.map((classification) => ({
        classification,
        cells: MODELS.map((model) => cell(classification, model)),
      })),
      violations,
    };
  },
});

type Count = { classification: DataClassification; model: DeploymentModel; n: number };

function countDeployments(sql: Readers["sql"], ctx: Context) {
  const visible = visibleTo(ctx.actor, 1);
  return sql<Count>(
    {
      text: `SELECT s."classification", d."model", count(*)::int AS "n"
             FROM "Deployment" d JOIN "Server" s ON s."id" = d."serverId"
             WHERE d."status" <> 'ended' AND s."classification" IS NOT NULL AND ${visible.text}
             GROUP BY 1, 2`,
    },
    visible.values,
  );
}

function listViolations(sql: Readers["sql"], ctx: Context) {
  const visible = visibleTo(ctx.actor, 1);
  return sql<RuleViolation>(
    {
      text: `SELECT s."name" AS "server", s."title", t."name" AS "team", s."classification",
                    d."model", d."environment", d."provider"
             FROM "Deployment" d JOIN "Server" s ON s."id" = d."serverId"
             LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
             WHERE d."status" <> 'ended' AND s."classification" IS NOT NULL AND ${visible.text}
               AND NOT EXISTS (SELECT 1 FROM "DeploymentRule" r
                 WHERE r."classification" = s."classification" AND r."model" = d."model")
             ORDER BY s."name", d."environment" LIMIT 200`,
    },
    visible.values,
  );
}
