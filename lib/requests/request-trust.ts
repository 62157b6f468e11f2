import type { DataClassification } from "#lib/catalog/core/words.ts";
import { env } from "#lib/config/env.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { PolicyRulesSchema } from "#lib/reviews/schemas.ts";
import { trustRuleOf, type OnFall } from "#lib/reviews/core/trust-rules.ts";
import { MAX_LEVEL } from "#lib/trust/core/controls.ts";
import { NO_PAST } from "#lib/trust/core/evaluate.ts";
import { nextLevel, type Step } from "#lib/trust/core/next-level.ts";
import type { ControlResult } from "#lib/trust/core/result.ts";
import type { ArtifactKind, Level } from "#lib/trust/core/words.ts";
import { newDangers } from "#lib/trust/dangers.ts";
import { artifactsOf } from "#lib/trust/install-options.ts";
import { newestEvaluations } from "#lib/trust/project-trust.ts";
import { readResults } from "#lib/trust/read-results.ts";
import { scanOf, type ScanView, type Standing } from "#lib/trust/trust-parts.ts";
import { whyDangerous } from "./core/least-trust.ts";
import { worstFindings, type FoundThere } from "./core/worst-findings.ts";
import type { RequestKind } from "./core/words.ts";
import { requestData } from "./load-review-rules.ts";
import { storedDocument } from "./payload.ts";
import { reviewedVersion, type ReviewedVersion } from "./reviewed-version.ts";

/** How far what would be approved is trusted, and what the policy asks. */
export type RequestTrust = {
  /** Null: it was never handed in for review, and the catalog does not have this very version. */
  version: string | null;
  /** The catalog has the version, so its Trust tab shows everything. */
  isListed: boolean;
  /** False: it is installed in no way that Gatehouse can scan. */
  isScannable: boolean;
  /** Null: nobody has scanned it. */
  standing: Standing | null;
  /** The scan that waits or runs, else the last one. */
  scan: ScanView | null;
  /** False: nothing is scanned here before somebody asks for it. */
  scansByItself: boolean;
  /** What a level is asked for; `minimum` 0: any. */
  rule: { data: DataClassification; minimum: Level; onFall: OnFall; exceptionDays: number };
  isEnough: boolean;
  /** What nobody may approve: malware, a revocation, bytes that are others now. In words. */
  dangers: readonly string[];
  /** Why nobody may approve it, whatever their role; null: it may be approved as far as these go. */
  barred: string | null;
  /** What fails or could not be checked on the way to the level that is asked for, else to the next. */
  steps: readonly Step[];
  /** The level that `steps` lead to; null: it has the highest that there is. */
  stepsTo: Level | null;
  /** The worst of what was found, at most five, and how many block a level in all. */
  findings: { worst: readonly FoundThere[]; total: number };
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

/** A step: null where what is asked for says nothing about a version. `version`: as `versionOf` has it. */
export async function requestTrust(
  db: Db,
  asked: Asked,
  version: ReviewedVersion | null,
): Promise<RequestTrust | null> {
  if (!isAboutTrust(asked)) return null;
  const rule = await ruleOf(db, asked);
  const scansByItself = env.trust.scans;
  if (version === null) return { ...NOTHING, scansByItself, rule, isEnough: rule.minimum === 0 };
  const { standing } = version;
  const isEnough = reaches(standing, rule.minimum);
  const to = isEnough ? nextOf(standing) : rule.minimum;
  const [evaluated, scan] = await Promise.all([evaluatedOf(db, version), scanOf(db, version.id)]);
  const results = evaluated.flatMap((one) => one.results);
  const dangers = [...new Set(evaluated.flatMap((one) => newDangers(one.results, NO_PAST)))];
  return {
    version: version.version,
    isListed: version.isListed,
    isScannable: artifactsOf(version.document).length > 0,
    standing,
    ...{ scan, scansByItself },
    rule,
    isEnough,
    dangers,
    barred: isOffered(asked) ? null : whyDangerous(dangers),
    steps: to === null ? [] : stepsOf(evaluated, to),
    stepsTo: standing === null ? null : to,
    findings: worstFindings(results),
  };
}

/** What is on offer already is renewed, or comes out of quarantine, after somebody decided that knowingly. */
const isOffered = ({ kind, document }: Asked): boolean =>
  kind === "lift_quarantine" || document === null;

const NOTHING = {
  version: null,
  isListed: false,
  isScannable: false,
  standing: null,
  scan: null,
  dangers: [],
  barred: null,
  steps: [],
  stepsTo: null,
  findings: { worst: [], total: 0 },
} as const;

/** What was not assessed reaches nothing. */
const reaches = (standing: Standing | null, minimum: Level): boolean =>
  minimum === 0 || (standing !== null && standing.score !== null && standing.level >= minimum);

/** A step: what the trust of a request is about. */
export const versionOf = (
  db: Db,
  { id, serverId, document }: Pick<Asked, "id" | "serverId" | "document">,
  now: Date,
): Promise<ReviewedVersion | null> =>
  reviewedVersion(
    db,
    { id, serverId, document: document === null ? null : storedDocument(document) },
    now,
  );

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

type Evaluated = { kind: ArtifactKind; level: number; results: readonly ControlResult[] };

/** Each way to install it, as it was last evaluated. */
async function evaluatedOf(db: Db, version: ReviewedVersion): Promise<Evaluated[]> {
  const newest = await newestEvaluations(db, version);
  const rows = newest.flatMap(({ row }) => row ?? []);
  const ids = rows.map(({ id }) => id);
  const results = version.results ?? (await readResults(db, ids));
  return rows.map(({ id, kind, level }) => ({
    kind: kind as ArtifactKind,
    level,
    results: results.get(id) ?? [],
  }));
}

/** Of the option that stands lowest: it decides. */
function stepsOf(evaluated: readonly Evaluated[], to: Level): Step[] {
  const [lowest] = [...evaluated].sort((one, other) => one.level - other.level);
  if (lowest === undefined || to === 0) return [];
  const below = { level: (to - 1) as Level, kind: lowest.kind, subject: "entry" } as const;
  return [...(nextLevel(below, lowest.results)?.steps ?? [])];
}
