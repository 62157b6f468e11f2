import { z } from "zod";
import type { Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { VERIFICATION } from "./completeness-statements.ts";
import type { VerificationFacts } from "./core/completeness.ts";

/** Ages and lags are whole or broken seconds by the database's clock. */
export type AuditFigures = {
  /** Since the newest heartbeat of each kind of process; an hour stands for longer and for never. */
  heartbeats: { process: string; ageSeconds: number }[];
  /** Writers whose lease ran out and whom nobody has taken over or sealed. */
  lapsedWriters: number;
  /** Null: there has been none. */
  checkpointAgeSeconds: number | null;
  treeSize: number;
  /** Records that have no place in the tree yet. */
  sequencerLag: number;
  /** Why the tree does not grow, or an anchor or witness that has seen another log. */
  alarms: { place: string; alarmed: boolean }[];
  verification: VerificationFacts;
  sinks: SinkFigures[];
};
/**
 * Of a sink that is switched on. What waits for its place in the tree has not been sent either.
 * `deadLetters`: records that it refused or lacks, and that were not sent again.
 */
export type SinkFigures = {
  sink: string;
  lagRecords: number;
  lagSeconds: number;
  deadLetters: number;
};

const LOG = {
  name: "audit-figures-log",
  text: `
  SELECT
    (SELECT json_agg(json_build_object('process', p."process", 'ageSeconds', LEAST(3600,
        extract(epoch FROM clock_timestamp() - COALESCE(h."at", 'epoch')))) ORDER BY p."process")
      FROM (VALUES ('web'), ('worker')) p("process")
      LEFT JOIN (
        SELECT regexp_replace("writer", '-[0-9]+$', '') AS "process", max("at") AS "at"
        FROM "AuditEvent"
        WHERE "kind" = 'heartbeat' AND "at" > clock_timestamp() - interval '1 hour'
        GROUP BY 1
      ) h USING ("process")) AS "heartbeats",
    (SELECT count(*)::int FROM "AuditEpoch" WHERE "sealedAt" IS NULL
      AND "leaseUntil" < clock_timestamp() - interval '60 seconds') AS "lapsedWriters",
    (SELECT extract(epoch FROM clock_timestamp() - max("at"))::float8
      FROM "AuditCheckpoint") AS "checkpointAgeSeconds",
    COALESCE((SELECT "size" FROM "AuditTree" WHERE "id" = 1), 0)::float8 AS "treeSize",
    (SELECT "alarm" IS NOT NULL FROM "AuditTree" WHERE "id" = 1) AS "treeAlarm",
    (SELECT COALESCE(sum(GREATEST(0, last."seq" - e."sequenced")), 0)::float8
      FROM "AuditEpoch" e
      CROSS JOIN LATERAL (
        SELECT "seq" FROM "AuditEvent" v
        WHERE v."writer" = e."writer" AND v."epoch" = e."epoch" ORDER BY v."seq" DESC LIMIT 1
      ) last
      WHERE NOT e."done") AS "sequencerLag",
    (SELECT COALESCE(json_agg(json_build_object('place', a."anchor", 'alarmed', a."state" = 'alarm')
        ORDER BY a."anchor"), '[]')
      FROM (
        -- Each anchor has a row for every checkpoint: from one name to the next.
        WITH RECURSIVE names AS (
          (SELECT "anchor" FROM "AuditAnchor" ORDER BY "anchor" LIMIT 1)
          UNION ALL
          SELECT n."anchor" FROM names CROSS JOIN LATERAL (
            SELECT "anchor" FROM "AuditAnchor" WHERE "anchor" > names."anchor"
            ORDER BY "anchor" LIMIT 1) n)
        SELECT names."anchor", last."state" FROM names CROSS JOIN LATERAL (
          SELECT "state" FROM "AuditAnchor" x WHERE x."anchor" = names."anchor"
          ORDER BY x."at" DESC LIMIT 1) last
      ) a) AS "anchors"`,
};

/**
 * Records that wait for their place in the tree for more than a minute: one row with how many they
 * are ("records") and since when the first of them waits ("since"; null when there are none).
 */
export const UNPLACED = `
  SELECT COALESCE(sum(last."seq" - e."sequenced"), 0)::float8 AS "records", min(first."at") AS "since"
  FROM "AuditEpoch" e
  CROSS JOIN LATERAL (
    SELECT "seq" FROM "AuditEvent" v
    WHERE v."writer" = e."writer" AND v."epoch" = e."epoch" AND v."seq" > e."sequenced"
      AND v."at" < clock_timestamp() - interval '1 minute'
    ORDER BY v."seq" DESC LIMIT 1
  ) last
  CROSS JOIN LATERAL (
    SELECT "at" FROM "AuditEvent" v
    WHERE v."writer" = e."writer" AND v."epoch" = e."epoch" AND v."seq" > e."sequenced"
    ORDER BY v."seq" LIMIT 1
  ) first
  WHERE NOT e."done"`;

// The oldest record that has not been sent says how late a sink is.
const SINKS = {
  name: "audit-figures-sinks",
  text: `
  WITH unplaced AS (${UNPLACED})
  SELECT s."name" AS "sink", GREATEST(0, t."size" - s."position") + u."records" AS "lagRecords",
    COALESCE(GREATEST(0, extract(epoch FROM clock_timestamp() - LEAST(v."at", u."since"))), 0)::float8 AS "lagSeconds",
    (SELECT COALESCE(sum(l."count" - l."sent"), 0)::float8 FROM "AuditSinkLetter" l
      WHERE l."sinkId" = s."id" AND l."replayedAt" IS NULL) AS "deadLetters"
  FROM "AuditSink" s
  CROSS JOIN (SELECT COALESCE((SELECT "size" FROM "AuditTree" WHERE "id" = 1), 0) AS "size") t
  CROSS JOIN unplaced u
  LEFT JOIN LATERAL (
    SELECT "writer", "epoch", "firstSeq" + (s."position" - "firstLeaf")::int AS "seq"
    FROM "AuditBatch" WHERE "firstLeaf" <= s."position" ORDER BY "firstLeaf" DESC LIMIT 1
  ) b ON s."position" < t."size"
  LEFT JOIN "AuditEvent" v
    ON v."writer" = b."writer" AND v."epoch" = b."epoch" AND v."seq" = b."seq"
  WHERE s."enabled" ORDER BY s."name" LIMIT 100`,
};

type LogRow = Omit<AuditFigures, "alarms" | "sinks" | "verification"> & {
  treeAlarm: boolean | null;
  anchors: AuditFigures["alarms"];
};

/** How the log is doing, for metrics and alerts: a few index look-ups, at any size. */
export const getAuditFigures = defineQuery({
  name: "getAuditFigures",
  permission: "audit.read",
  input: z.object({}),

  async run({ sql }): Promise<AuditFigures> {
    const [log, sinks, [verification = { ageSeconds: 0, problems: null }]] = await Promise.all([
      logFigures(sql),
      sql<SinkFigures>(SINKS, []),
      sql<VerificationFacts>(VERIFICATION, []),
    ]);
    return { ...log, verification, sinks };
  },
});

async function logFigures(sql: Sql): Promise<Omit<AuditFigures, "sinks" | "verification">> {
  const [row] = await sql<LogRow>(LOG, []);
  if (row === undefined) throw new Error("The figures of the log came without a row.");
  const { treeAlarm, anchors, ...figures } = row;
  const tree = { place: "tree", alarmed: treeAlarm ?? false };
  return { ...figures, alarms: [tree, ...anchors] };
}
