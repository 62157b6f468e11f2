import type { DataClassification } from "#lib/catalog/core/words.ts";
import type { Db } from "#lib/db/client.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { PolicyRulesSchema } from "#lib/reviews/schemas.ts";
import { CHECKLIST } from "#lib/reviews/core/policy.ts";
import type { RiskTier } from "./core/words.ts";
import { tierOf } from "./lock-request.ts";
import type { TeamRef } from "./request-view.ts";

export type ChecklistView = {
  key: string;
  label: string;
  hint: string;
  checked: boolean;
  evidence: string;
  by: string | null;
};

export type ReviewRules = {
  checklist: ChecklistView[];
  dataOwner: { data: DataClassification | null; team: TeamRef | null } | null;
};

type Checked = {
  id: string;
  revision: number;
  riskTier: RiskTier;
  raisedTier: RiskTier | null;
  policyVersion: number | null;
  dataOwner: TeamRef | null;
  checks: {
    revision: number;
    itemKey: string;
    checked: boolean;
    evidence: string;
    user: { name: string };
  }[];
};

/** A step: what the policy asks of this review, as it was in force when the request was submitted. */
export async function loadReviewRules(db: Db, request: Checked): Promise<ReviewRules> {
  const stored =
    request.policyVersion === null
      ? null
      : await db.reviewPolicy.findUnique({
          where: { version: request.policyVersion },
          select: { rules: true },
        });
  const rules = stored ? PolicyRulesSchema.parse(stored.rules) : (await loadPolicy(db)).rules;
  const rule = rules.tiers[tierOf(request)];
  const marks = new Map(
    request.checks
      .filter((mark) => mark.revision === request.revision)
      .map((mark) => [mark.itemKey, mark]),
  );
  return {
    checklist: rule.checklist.map((key) => checklistLine(key, marks.get(key))),
    dataOwner: rule.dataOwner
      ? { data: await requestData(db, request.id), team: request.dataOwner }
      : null,
  };
}

/** A step: the most sensitive data that a request is about, as the database sees it. */
export async function requestData(db: Db, requestId: string): Promise<DataClassification | null> {
  const [row] = await db.$queryRaw<{ data: DataClassification | null }[]>`
    SELECT gatehouse_request_data(r)::text AS "data" FROM "Request" r WHERE r."id" = ${requestId}::uuid`;
  return row?.data ?? null;
}

function checklistLine(key: string, mark: Checked["checks"][number] | undefined): ChecklistView {
  const { label, hint } = CHECKLIST[key] ?? { label: key, hint: "" };
  if (!mark) return { key, label, hint, checked: false, evidence: "", by: null };
  const { checked, evidence, user } = mark;
  return { key, label, hint, checked, evidence, by: user.name };
}
