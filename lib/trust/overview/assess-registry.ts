import { z } from "zod";
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
  owned: number;
  looked: number;
  servers: number;
  assessed: number;
  withEarlier: number;
};

/** $1: now. A checkpoint that is signed after the question was asked is of no age. */
const FACTS = {
  name: "trust_registry_facts",
  text: `
  SELECT log.*, key.*, sources.*, offer.*
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
    SELECT count(*)::int AS "owned", count(w."serverId")::int AS "looked"
    FROM "Server" s LEFT JOIN (
      SELECT DISTINCT "serverId" FROM "UpstreamWatch" WHERE "checkedAt" > $1::timestamptz - make_interval(hours => $2)
    ) w ON w."serverId" = s."id"
    WHERE s."lifecycle" = 'approved' AND s."ownerTeamId" IS NOT NULL
  ) sources
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS "servers", count(s."trustLevel")::int AS "assessed", count(*) FILTER (WHERE s."versionCount" > 1)::int AS "withEarlier"
    FROM "Server" s WHERE s."lifecycle" IN ('approved', 'deprecated')
  ) offer`,
};

/** What MTF asks of the registry itself, judged from this installation as it is. */
export const assessRegistry = defineQuery({
  name: "assessRegistry",
  permission: "trust.oversee",
  input: z.object({}),

  async run({ sql }, ctx): Promise<RegistryAssessment> {
    const [row] = await sql<Row>(FACTS, [ctx.now, UPSTREAM_HOURS]);
    if (row === undefined) throw new TypeError("A statement without conditions found nothing.");
    const results = assess(factsOf(row));
    return { isMet: isRegistryMet(results), results };
  },
});

function factsOf(row: Row): RegistryFacts {
  const { alarm, checkpointAgeSeconds, unsigned, keyAgeDays } = row;
  const { owned, looked, servers, assessed, withEarlier } = row;
  return {
    built: BUILT,
    log: { alarm, checkpointAgeSeconds, unsigned: unsigned ?? 0 },
    keyAgeDays,
    upstream: { owned, looked },
    offer: { servers, assessed, withEarlier },
  };
}
