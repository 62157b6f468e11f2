import type { DataClassification } from "#lib/catalog/core/words.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { PolicyRulesSchema } from "#lib/reviews/schemas.ts";
import { trustRuleOf, type OnFall } from "#lib/reviews/core/trust-rules.ts";
import { MAX_LEVEL } from "#lib/trust/core/controls.ts";
import { nextLevel, type Step } from "#lib/trust/core/next-level.ts";
import type { ArtifactKind, Level } from "#lib/trust/core/words.ts";
import { RESULT_SELECT, resultOf } from "#lib/trust/evaluation-rows.ts";
import { newestEvaluations } from "#lib/trust/project-trust.ts";
import { standingOf, type Standing } from "#lib/trust/trust-parts.ts";
import type { RequestKind } from "./core/words.ts";
import { requestData } from "./load-review-rules.ts";
import { storedDocument } from "./payload.ts";

/** How far what would be approved is trusted, and what the policy asks. */
export type RequestTrust = {
  /** Null: the catalog does not have this very version, so nothing could be scanned. */
  version: string | null;
  /** Null: nobody has scanned it. */
  standing: Standing | null;
  /** What a level is asked for; `minimum` 0: any. */
  rule: { data: DataClassification; minimum: Level; onFall: OnFall; exceptionDays: number };
  isEnough: boolean;
  /** What fails or could not be checked on the way to the level that is asked for, else to the next. */
  steps: readonly Step[];
  /** The level that `steps` lead to; null: it has the highest that there is. */
  stepsTo: Level | null;
};

type Asked = {
  id: string;
  kind: RequestKind;
  serverId: string | null;
  policyVersion: number | null;
  payload: unknown;
  document: string | null;
};

/** Kinds that put a version on offer, or keep it there. */
const OFFERS: ReadonlySet<RequestKind> = new Set(["list_server", "add_version", "lift_quarantine"]);

/** A renewal, or another class of data; what else changes of a server is not about its versions. */
const isAboutTrust = ({ kind, payload, document }: Asked): boolean =>
  OFFERS.has(kind) ||
  (kind === "change_server" &&
    isJsonObject(payload) &&
    (document !== null ||
      ownValue(payload, "renew") === true ||
      typeof ownValue(payload, "dataClassification") === "string"));

/** A step: null where what is asked for says nothing about a version. */
export async function requestTrust(db: Db, asked: Asked, now: Date): Promise<RequestTrust | null> {
  if (!isAboutTrust(asked)) return null;
  const [version, rule] = await Promise.all([versionOf(db, asked), ruleOf(db, asked)]);
  const standing = version === null ? null : await standingOf(db, version.id, now);
  const isEnough = reaches(standing, rule.minimum);
  const to = isEnough ? nextOf(standing) : rule.minimum;
  return {
    version: version?.version ?? null,
    standing,
    rule,
    isEnough,
    steps: version === null || to === null ? [] : await stepsOf(db, version, to),
    stepsTo: standing === null ? null : to,
  };
}

/** What was not assessed reaches nothing. */
const reaches = (standing: Standing | null, minimum: Level): boolean =>
  minimum === 0 || (standing !== null && standing.score !== null && standing.level >= minimum);

/** The very document that is proposed, else the newest approved version. */
async function versionOf(db: Db, { serverId, document }: Asked) {
  if (serverId === null) return null;
  const proposed = document === null ? null : storedDocument(document);
  const row = await db.serverVersion.findFirst({
    where:
      proposed === null
        ? { serverId, isLatest: true }
        : { serverId, version: proposed.facts.version, checksum: proposed.checksum },
    select: { id: true, version: true, document: true },
  });
  return row && { ...row, document: documentOf(row.document) };
}

/** As in force when it was submitted; a draft is asked what is asked now. */
async function ruleOf(db: Db, { id, policyVersion }: Asked): Promise<RequestTrust["rule"]> {
  const stored =
    policyVersion === null
      ? null
      : await db.reviewPolicy.findUnique({
          where: { version: policyVersion },
          select: { rules: true },
        });
  const { trust } = stored ? PolicyRulesSchema.parse(stored.rules) : (await loadPolicy(db)).rules;
  return { ...trustRuleOf(trust, await requestData(db, id)), exceptionDays: trust.exceptionDays };
}

const nextOf = (standing: Standing | null): Level | null =>
  standing === null || standing.level >= MAX_LEVEL[standing.kind]
    ? null
    : ((standing.level + 1) as Level);

type Version = { id: string; document: ReturnType<typeof documentOf> };

/** Of the option that stands lowest: it decides. */
async function stepsOf(db: Db, version: Version, to: Level): Promise<Step[]> {
  const newest = await newestEvaluations(db, version);
  const rows = newest.flatMap(({ row }) => row ?? []);
  const [lowest] = [...rows].sort((one, other) => one.level - other.level);
  if (lowest === undefined || to === 0) return [];
  const results = await db.trustControlResult.findMany({
    where: { evaluationId: lowest.id },
    orderBy: { position: "asc" },
    select: RESULT_SELECT,
  });
  const kind = lowest.kind as ArtifactKind;
  const below = { level: (to - 1) as Level, kind, subject: "entry" } as const;
  return [...(nextLevel(below, results.map(resultOf))?.steps ?? [])];
}
