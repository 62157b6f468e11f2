import { z } from "zod";
import { RECOVERY_STEPS, STEP_WORDS } from "#lib/revocations/core/recovery.ts";
import { nextLook } from "#lib/upstream/next-look.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import {
  assessRegistry as assess,
  isRegistryMet,
  UPSTREAM_HOURS,
  type RegistryFacts,
  type SelfResult,
} from "../core/registry-self.ts";
import { BUILT } from "../core/registry-scope.ts";

export type RegistryAssessment = {
  /** Whether all that MTF asks of a registry is met; else L3 and L4 are said of artifacts alone. */
  isMet: boolean;
  results: SelfResult[];
};

type Row = {
  alarm: string | null;
  checkpointAgeSeconds: number | null;
  unsigned: number;
  keyAgeDays: number | null;
  open: number;
  overdue: number;
  lateSteps: number;
  owned: number;
  tried: number;
  looked: number;
  waitsSeconds: number;
  isFirst: boolean;
  servers: number;
  assessed: number;
  withEarlier: number;
};

/** $1: now; $3 and $4: steps after a compromise, and within how many hours. A checkpoint that is signed after the question was asked is of no age. */
const FACTS = {
  name: "trust_registry_facts",
  text: `
  SELECT log.*, key.*, sources.*, recovery.*, offer.*
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (
    SELECT t."alarm", greatest(0, extract(epoch FROM $1::timestamptz - c."at"))::float8 AS "checkpointAgeSeconds",
      greatest(0, t."size" - coalesce(c."size", 0))::int AS "unsigned", c."keyId"
    FROM "AuditTree" t LEFT JOIN LATERAL (SELECT * FROM "AuditCheckpoint" ORDER BY "size" DESC LIMIT 1) c ON true
  ) log ON true
  LEFT JOIN LATERAL (
    SELECT floor(extract(epoch FROM $1::timestamptz - k."at") / 86400)::int AS "keyAgeDays" FROM "AuditKey" k WHERE k."keyId" = log."keyId"
  ) key ON true
  CROSS JOIN LATERAL (
    SELECT count(s."id")::int AS "owned", count(w."serverId")::int AS "tried", count(*) FILTER (WHERE NOT w."failed")::int AS "looked",
      extract(epoch FROM $1::timestamptz - coalesce(last."at", greatest(begun."at", min(s."updatedAt"))))::float8 AS "waitsSeconds",
      last."at" IS NULL AS "isFirst"
    FROM (SELECT max("checkedAt") AS "at" FROM "UpstreamWatch") last
    -- Rows may be older than this installation, where they were taken over or made up.
    CROSS JOIN (SELECT coalesce(min("at"), $1::timestamptz) AS "at" FROM "AuditKey") begun
    LEFT JOIN "Server" s ON s."lifecycle" = 'approved' AND s."ownerTeamId" IS NOT NULL
    LEFT JOIN (
      SELECT "serverId", bool_or("problem" IS NOT NULL) AS "failed" FROM "UpstreamWatch"
      WHERE "checkedAt" > $1::timestamptz - make_interval(hours => $2) GROUP BY 1
    ) w ON w."serverId" = s."id"
    GROUP BY last."at", begun."at"
  ) sources
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r."isOpen" AND d."missing")::int AS "open",
      count(*) FILTER (WHERE r."isOpen" AND d."overdue")::int AS "overdue", coalesce(sum(d."late"), 0)::int AS "lateSteps"
    FROM (
      SELECT x."id", x."at", NOT EXISTS (SELECT FROM "RevocationLift" l WHERE l."revocationId" = x."id")
        AND EXISTS (SELECT FROM "ServerVersion" v WHERE v."revocationId" = x."id") AS "isOpen"
      FROM "Revocation" x WHERE x."kind" = 'compromised'
    ) r
    CROSS JOIN LATERAL (
      SELECT bool_or(s."at" IS NULL) AS "missing", bool_or(s."at" IS NULL AND e."at" < $1::timestamptz) AS "overdue",
        count(*) FILTER (WHERE s."at" > e."at" AND s."at" > $1::timestamptz - interval '1 year') AS "late"
      FROM unnest($3::text[], $4::int[]) AS due("step", "hours")
      CROSS JOIN LATERAL (SELECT r."at" + make_interval(hours => due."hours") AS "at") e
      LEFT JOIN "RevocationStep" s ON s."revocationId" = r."id" AND s."step" = due."step"
    ) d
  ) recovery
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS "servers", count(x."level")::int AS "assessed", count(*) FILTER (WHERE s."versionCount" > 1)::int AS "withEarlier"
    FROM "Server" s JOIN "ServerTrust" x ON x."serverId" = s."id" WHERE s."lifecycle" IN ('approved', 'deprecated') AND s."quarantinedAt" IS NULL
  ) offer`,
};

/** What MTF asks of the registry itself, judged from this installation as it is. */
export const assessRegistry = defineQuery({
  name: "assessRegistry",
  permission: "trust.oversee",
  input: z.object({}),

  async run({ sql }, ctx): Promise<RegistryAssessment> {
    const [row] = await sql<Row>(FACTS, [
      ctx.now,
      UPSTREAM_HOURS,
      [...RECOVERY_STEPS],
      RECOVERY_STEPS.map((step) => STEP_WORDS[step].hours),
    ]);
    if (row === undefined) throw new TypeError("A statement without conditions found nothing.");
    const results = assess(factsOf(row, ctx.now));
    return { isMet: isRegistryMet(results), results };
  },
});

function factsOf(row: Row, now: Date): RegistryFacts {
  const { alarm, checkpointAgeSeconds, unsigned, keyAgeDays } = row;
  const { open, overdue, lateSteps, servers, assessed, withEarlier } = row;
  const { owned, tried, looked, waitsSeconds, isFirst } = row;
  return {
    built: BUILT,
    log: { alarm, checkpointAgeSeconds, unsigned: unsigned ?? 0 },
    keyAgeDays,
    recovery: { open, overdue, lateSteps },
    upstream: { owned, tried, looked, waitsSeconds, isFirst, nextAt: nextLook(now).toISOString() },
    offer: { servers, assessed, withEarlier },
  };
}
