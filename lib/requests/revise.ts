import { checkDeployment } from "#lib/catalog/core/deployment-model.ts";
import type { DataClassification, DeploymentModel } from "#lib/catalog/core/words.ts";
import { loadDeploymentRules } from "#lib/catalog/load-deployment-rules.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { teamIdsOf, type Role } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { DataOwners } from "#lib/reviews/core/policy.ts";
import { refuseRevokedDocument } from "#lib/revocations/refuse-revoked.ts";
import { PolicyRulesSchema } from "#lib/reviews/schemas.ts";
import { requiredFor } from "./core/approvals.ts";
import { higherData } from "./core/data-class.ts";
import type { Risk } from "./core/risk.ts";
import { higherTier, type RequestKind, type RiskTier } from "./core/words.ts";
import type { Asked } from "./payload-fields.ts";
import { proposalDigest, readProposal, type Proposal } from "./payload.ts";
import { riskOf } from "./risk-facts.ts";
import { withEndpoint } from "./propose-endpoint.ts";
import { withSeenFindings } from "./propose-waiver.ts";
import { objectField, textField } from "./effects/payload-fields.ts";
import { findTarget, requirePossible, type Target } from "./target.ts";

export type Revision = {
  proposal: Proposal;
  target: Target;
  ownerTeamId: string | null;
  /** The most sensitive data: as asked for or as the server has now, whichever is higher. */
  data: DataClassification | null;
  risk: Risk;
  digest: string;
};

type Reading = {
  kind: RequestKind;
  asked: Asked;
  /** The request itself, when it is edited. */
  requestId: string | null;
  /** May lack anything; everything is asked for when it is submitted. */
  draft: boolean;
};

/**
 * A step: what somebody asks for, checked against the catalog as it is now, with its risk.
 * @throws AppError naming the field, where it cannot be asked for.
 */
export async function readRevision(
  tx: Tx,
  ctx: Context,
  { kind, asked, requestId, draft }: Reading,
): Promise<Revision> {
  const written = readProposal(kind, asked, draft);
  const { serverName } = written;
  const target = serverName === "" ? null : await findTarget(tx, ctx, serverName);
  if (serverName !== "")
    await requirePossible(tx, ctx, { kind, proposal: written, target, exceptId: requestId });
  const proposal = draft
    ? written
    : await withSeenFindings(
        tx,
        { kind, requestId, target },
        await withEndpoint(tx, written, target),
      );
  if (!draft) await requireAdmitted(tx, proposal, target);
  const ownerTeamId = await ownerTeamOf(tx, proposal, target);
  const risk = await riskOf(tx, {
    ...{ kind, proposal, requestId, now: ctx.now },
    serverId: target?.id ?? null,
  });
  const data = higherData(classOf(proposal.payload), target?.classification ?? null);
  return { proposal, target, ownerTeamId, data, risk, digest: proposalDigest(kind, proposal) };
}

/** The team named by the request, else the one that owns the server. */
async function ownerTeamOf(tx: Tx, { payload }: Proposal, target: Target): Promise<string | null> {
  const slug = ownValue(payload, "ownerTeam");
  if (typeof slug !== "string") return target?.ownerTeamId ?? null;
  const team = await tx.team.findUnique({ where: { slug }, select: { id: true } });
  if (!team) throw fieldError("ownerTeam", "There is no such team.");
  return team.id;
}

/** Revocations and deployment rules, before anybody spends time on a review that could not take effect. */
async function requireAdmitted(tx: Tx, proposal: Proposal, target: Target): Promise<void> {
  const { payload, document } = proposal;
  await refuseRevokedDocument(tx, document);
  const asked = ownValue(payload, "deploymentModel");
  if (typeof asked !== "string") return requireRunning(tx, payload, target);
  await requireOnePlace(tx, payload, target);
  const classification = (ownValue(payload, "dataClassification") ??
    target?.classification ??
    null) as DataClassification | null;
  const check = checkDeployment(
    await loadDeploymentRules(tx),
    classification,
    asked as DeploymentModel,
  );
  if (check.ok) return;
  const excepted = target
    ? await tx.ruleException.count({
        where: {
          serverId: target.id,
          rule: "deployment_rules",
          endedAt: null,
          expiresAt: { gt: new Date() },
        },
      })
    : 0;
  if (excepted === 0) throw fieldError("deploymentModel", check.reason);
}

/** Of a payload that was checked. */
const classOf = (payload: JsonObject) =>
  (ownValue(payload, "dataClassification") ?? null) as DataClassification | null;

/** A model alone is that of the one place it runs in. */
async function requireOnePlace(tx: Tx, payload: JsonObject, target: Target): Promise<void> {
  if (target === null || objectField(payload, "deployment") !== null) return;
  const places = await tx.deployment.count({
    where: { serverId: target.id, status: { not: "ended" } },
  });
  if (places > 1)
    throw fieldError(
      "deployment",
      `It runs in ${places} places: name the environment and the provider of the one that is meant.`,
    );
}

/** Without a model only what runs already can change, such as its address. */
async function requireRunning(tx: Tx, payload: JsonObject, target: Target): Promise<void> {
  const deployment = objectField(payload, "deployment");
  if (deployment === null || target === null) return;
  const running = await tx.deployment.count({
    where: {
      serverId: target.id,
      environment: textField(deployment, "environment") ?? "",
      provider: textField(deployment, "provider") ?? "",
      status: { not: "ended" },
    },
  });
  if (running === 0)
    throw fieldError("deploymentModel", "Say where it will run: it has no such deployment yet.");
}

type Subject = {
  kind: RequestKind;
  requesterId: string;
  ownerTeamId: string | null;
  raisedTier: RiskTier | null;
  data: DataClassification | null;
};

type Terms = {
  subject: Subject;
  tier: RiskTier;
  /** The one that was in force when it was submitted; without it, the one that is now. */
  policyVersion?: number | null;
};

/** A step: what the policy asks for at this tier, and by when. */
export async function reviewTerms(
  tx: Tx,
  ctx: Context,
  { subject, tier, policyVersion = null }: Terms,
) {
  const { policy, requester } = await policyAndRequester(tx, subject.requesterId, policyVersion);
  const counts = subject.raisedTier ? higherTier(tier, subject.raisedTier) : tier;
  const rule = policy.rules.tiers[counts];
  const dataOwnerTeamId = await dataOwnerOf(tx, policy.rules.dataOwners, subject.data);
  const required = requiredFor({
    kind: subject.kind,
    tier: counts,
    rule,
    requesterInOwnerTeam:
      subject.ownerTeamId !== null && requester.teamIds.includes(subject.ownerTeamId),
    requesterIsSecurity: requester.roles.includes("security"),
    hasOwnerTeam: subject.ownerTeamId !== null,
    dataOwner:
      dataOwnerTeamId === null
        ? "unset"
        : dataOwnerTeamId === subject.ownerTeamId
          ? "owner_team"
          : "other_team",
  });
  const hours = (count: number) => new Date(ctx.now.getTime() + count * 3_600_000);
  return {
    /** What a demo account asks for goes with the demo. */
    demo: requester.demo,
    policyVersion: policy.version,
    requiredSecurity: required.security,
    requiresOwnerTeam: required.ownerTeam,
    requiresAdmin: required.admin,
    dataOwnerTeamId: required.dataOwner ? dataOwnerTeamId : null,
    responseDueAt: hours(rule.responseHours),
    decisionDueAt: hours(rule.decisionHours),
  };
}

/** A step: the team that owns the data; null where nobody was named, or the team is gone. */
async function dataOwnerOf(
  db: Db,
  owners: DataOwners,
  data: DataClassification | null,
): Promise<string | null> {
  const id = data === null ? null : owners[data];
  if (id === null) return null;
  return (await db.team.findUnique({ where: { id }, select: { id: true } }))?.id ?? null;
}

type Requester = { roles: Role[]; demo: boolean; teamIds: string[] };

const POLICY_AND_REQUESTER = `
  SELECT p."version", p."rules", u."roles"::text[] AS "roles", u."demo",
         ARRAY(SELECT m."teamId"::text FROM "TeamMember" m WHERE m."userId" = u."id") AS "teamIds"
  FROM "ReviewPolicy" p CROSS JOIN "User" u
  WHERE u."id" = $1::uuid AND CASE WHEN $2::int IS NULL THEN p."state" = 'published' ELSE p."version" = $2 END`;

/** One statement for what every submission needs. */
async function policyAndRequester(tx: Tx, requesterId: string, policyVersion: number | null) {
  const [row] = await sqlOf(tx)<Requester & { version: number; rules: unknown }>(
    { text: POLICY_AND_REQUESTER },
    [requesterId, policyVersion],
  );
  if (!row) throw new AppError("not_found", "The author of this request does not exist.");
  return {
    requester: row,
    policy: { version: row.version, rules: PolicyRulesSchema.parse(row.rules) },
  };
}

/** What of a revision is scanned. */
export const scanned = ({ target, proposal: { serverName, document } }: Revision) => ({
  serverId: target?.id ?? null,
  serverName,
  document,
});

export const storedRisk = ({ rules, points, reasons }: Risk) => ({ rules, points, reasons });

const REVISION = `
  INSERT INTO "RequestRevision" ("requestId", "revision", "payload", "document", "digest", "riskTier",
    "riskReasons", "evidence", "createdById", "createdAt")
  VALUES ($1::uuid, $2, $3::jsonb, $4, $5, $6::text::"RiskTier", $7::jsonb, $8::jsonb, $9::uuid,
    $10::timestamptz)`;

/** A step: the immutable row of a revision. */
export async function storeRevision(
  tx: Tx,
  ctx: Context,
  row: {
    requestId: string;
    revision: number;
    createdById: string;
    evidence: unknown;
    read: Revision;
  },
): Promise<void> {
  const { read } = row;
  await sqlOf(tx)({ text: REVISION }, [
    row.requestId,
    row.revision,
    JSON.stringify(read.proposal.payload),
    read.proposal.document?.text ?? null,
    read.digest,
    read.risk.tier,
    JSON.stringify(storedRisk(read.risk)),
    row.evidence === null ? null : JSON.stringify(row.evidence),
    row.createdById,
    ctx.now,
  ]);
}

/** Asking is for people: a pipeline asks in the name of the person who answers for it. */
export function requirePerson(ctx: Context): string {
  if (ctx.actor.kind === "user") return ctx.actor.id;
  throw new AppError("forbidden", "A request is made by a person, or in the name of one.");
}

export const inTeam = (ctx: Context, teamId: string | null): boolean =>
  teamId !== null && teamIdsOf(ctx.actor).includes(teamId);
