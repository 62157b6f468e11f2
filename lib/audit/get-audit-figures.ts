import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { comparedBy, type ComparedBy, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";
import { atOfLeaf } from "./at-of-leaf.ts";
import { ANCHORS, UNPLACED, VERIFICATION } from "./completeness-statements.ts";
import { isSetUp, type AnchorFacts, type VerificationFacts } from "./core/completeness.ts";

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
  /** Of each that is set up: since its last checkpoint; since it was first given one, where it took none. */
  anchors: { anchor: string; ageSeconds: number }[];
  verification: VerificationFacts;
  sinks: SinkFigures[];
};
/**
 * Of a sink that is switched on. What waits for its place in the tree has not been sent either.
 * `deadLetters`: records that it refused or lacks, and that were not sent again. `uncomparedSeconds`:
 * since when something that arrived waits to be compared, by the worker or with a list.
 */
export type SinkFigures = {
  sink: string;
  lagRecords: number;
  lagSeconds: number;
  deadLetters: number;
  uncomparedSeconds: number;
  comparedBy: ComparedBy;
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
      WHERE NOT e."done") AS "sequencerLag"`,
};

// The oldest record that has not been sent says how late a sink is.
const SINKS = {
  name: "audit-figures-sinks",
  text: `
  WITH unplaced AS (${UNPLACED})
  SELECT s."name" AS "sink", s."kind", GREATEST(0, t."size" - s."position") + u."records" AS "lagRecords",
    COALESCE(GREATEST(0, extract(epoch FROM clock_timestamp()
      - LEAST(CASE WHEN s."position" < t."size" THEN ${atOfLeaf(`s."position"`)} END, u."since"))), 0)::float8 AS "lagSeconds",
    COALESCE(GREATEST(0, extract(epoch FROM clock_timestamp() - s."uncomparedSince")), 0)::float8 AS "uncomparedSeconds",
    (SELECT COALESCE(sum(l."count" - l."sent"), 0)::float8 FROM "AuditSinkLetter" l
      WHERE l."sinkId" = s."id" AND l."replayedAt" IS NULL) AS "deadLetters"
  FROM "AuditSink" s
  CROSS JOIN (SELECT COALESCE((SELECT "size" FROM "AuditTree" WHERE "id" = 1), 0) AS "size") t
  CROSS JOIN unplaced u
  WHERE s."enabled" ORDER BY s."name" LIMIT 100`,
};

type LogRow = Omit<AuditFigures, "alarms" | "anchors" | "sinks" | "verification"> & {
  treeAlarm: boolean | null;
};
type SinkRow = Omit<SinkFigures, "comparedBy"> & { kind: SinkKind };

/** How the log is doing, for metrics and alerts: a few index look-ups, at any size. */
export const getAuditFigures = defineQuery({
  name: "getAuditFigures",
  permission: "audit.read",
  input: z.object({}),

  async run({ sql }): Promise<AuditFigures> {
    const [[log], anchors, sinks, [verification = NEVER]] = await Promise.all([
      sql<LogRow>(LOG, []),
      sql<AnchorFacts>(ANCHORS, []),
      sql<SinkRow>(SINKS, []),
      sql<VerificationFacts>(VERIFICATION, []),
    ]);
    if (log === undefined) throw new Error("The figures of the log came without a row.");
    const { treeAlarm, ...figures } = log;
    const alarms = [
      { place: "tree", alarmed: treeAlarm ?? false },
      ...anchors.map(({ anchor, state }) => ({ place: anchor, alarmed: state === "alarm" })),
    ];
    return {
      ...figures,
      alarms,
      anchors: agesOf(anchors),
      verification,
      sinks: sinks.map(figuresOf),
    };
  },
});

const NEVER: VerificationFacts = { ageSeconds: 0, problems: null };

const agesOf = (anchors: readonly AnchorFacts[]) =>
  anchors
    .filter(isSetUp)
    .map(({ anchor, withoutSeconds }) => ({ anchor, ageSeconds: withoutSeconds }));

const figuresOf = ({ kind, ...figures }: SinkRow): SinkFigures => ({
  ...figures,
  comparedBy: comparedBy(kind),
});
