/** What the completeness page reads: each a few steps in an index, at any size of the log. */

// Greatest() leaves nulls out: what never was is null, not now.
const seconds = (since: string) =>
  `CASE WHEN ${since} IS NOT NULL THEN greatest(0, extract(epoch FROM clock_timestamp() - ${since}))::float8 END`;

export const TREE = {
  name: "audit-complete-tree",
  text: `
  SELECT t."size"::float8 AS "treeSize", t."alarm" AS "treeAlarm", c."size"::float8 AS "size", c."at",
    ${seconds(`c."at"`)} AS "ageSeconds", k."vkey"
  FROM "AuditTree" t
  LEFT JOIN LATERAL (SELECT * FROM "AuditCheckpoint" ORDER BY "size" DESC LIMIT 1) c ON true
  LEFT JOIN "AuditKey" k ON k."keyId" = c."keyId"`,
};

export const VERIFICATION = {
  name: "audit-complete-verification",
  text: `
  SELECT coalesce(${seconds(`v."at"`)},
      (SELECT ${seconds(`min("openedAt")`)} FROM "AuditEpoch"), 0)::float8 AS "ageSeconds", v."problems"
  FROM (SELECT) one
  LEFT JOIN LATERAL (
    SELECT "at", ("after"->>'problems')::int AS "problems" FROM "AuditEvent"
    WHERE "action" = 'log.verify' AND "targetKind" = 'log' AND "kind" = 'command'
      AND "actorKind" = 'system' AND "outcome" = 'success'
    ORDER BY "at" DESC, "id" DESC LIMIT 1) v ON true`,
};

/** Records of an epoch without a place in the tree that are looked at. */
const TAIL = 5_000;

// "hole": after which record one is missing. A chain is read from what the tree has of it on.
export const TAILS = {
  name: "audit-complete-tails",
  text: `
  SELECT e."writer", e."epoch", t."waiting", t."hole"
  FROM "AuditEpoch" e
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r."at" < clock_timestamp() - interval '1 minute')::int AS "waiting",
      min(r."expected" - 1) FILTER (WHERE r."seq" <> r."expected")::int AS "hole"
    FROM (
      SELECT "seq", "at", e."sequenced" + row_number() OVER (ORDER BY "seq") AS "expected"
      FROM "AuditEvent" WHERE "writer" = e."writer" AND "epoch" = e."epoch" AND "seq" > e."sequenced"
      ORDER BY "seq" LIMIT ${TAIL}) r) t
  WHERE NOT e."done" AND (t."waiting" > 0 OR t."hole" IS NOT NULL)
  ORDER BY 1, 2 LIMIT 100`,
};

const END = `
  CASE WHEN e."sealedBy" IS NOT NULL THEN e."sealedBy"
    WHEN e."leaseUntil" < clock_timestamp() - interval '1 minute' THEN 'lapsed' ELSE 'open' END`;

export const PROCESSES = {
  name: "audit-complete-processes",
  text: `
  WITH beats AS (
    SELECT regexp_replace(b."writer", '-[0-9]+$', '') AS "process", max(b."at") AS "at"
    FROM (SELECT "writer", "at" FROM "AuditEvent"
      WHERE "kind" = 'heartbeat' AND "outcome" = 'success' AND "actorKind" = 'system'
        AND "at" > clock_timestamp() - interval '1 hour'
      ORDER BY "at" DESC, "id" DESC LIMIT 5000) b
    GROUP BY 1),
  writers AS (
    SELECT e."process", count(*) FILTER (WHERE ${END} = 'open')::int AS "held",
      count(*) FILTER (WHERE ${END} = 'lapsed')::int AS "lapsed"
    FROM "AuditEpoch" e WHERE e."sealedAt" IS NULL GROUP BY 1)
  SELECT "process", ${seconds(`b."at"`)} AS "lastSeconds",
    coalesce(w."held", 0) AS "held", coalesce(w."lapsed", 0) AS "lapsed"
  FROM beats b FULL JOIN writers w USING ("process") ORDER BY 1`,
};

export const EPOCHS = {
  name: "audit-complete-epochs",
  text: `
  SELECT e."writer", e."epoch", e."openedAt", ${END} AS "end", e."sealedAt", e."sequenced"
  FROM "AuditEpoch" e ORDER BY e."openedAt" DESC, e."writer" LIMIT 50`,
};

export const ENDS = {
  name: "audit-complete-ends",
  text: `
  SELECT ${END} AS "end", count(*)::int AS "count",
    (SELECT count(DISTINCT "writer")::int FROM "AuditEpoch") AS "writers"
  FROM "AuditEpoch" e
  WHERE e."sealedAt" IS NULL OR e."sealedAt" > clock_timestamp() - interval '90 days'
  GROUP BY 1 ORDER BY 2 DESC`,
};

/** Checkpoints that are counted which an anchor was not given; more make no difference. */
const UNTRIED = 100;

// Jumps from one anchor to the next: each has a row for every checkpoint.
export const ANCHORS = {
  name: "audit-complete-anchors",
  text: `
  WITH RECURSIVE names AS (
    (SELECT "anchor" FROM "AuditAnchor" ORDER BY "anchor" LIMIT 1)
    UNION ALL
    SELECT n."anchor" FROM names CROSS JOIN LATERAL (
      SELECT "anchor" FROM "AuditAnchor" WHERE "anchor" > names."anchor" ORDER BY "anchor" LIMIT 1) n)
  SELECT a."anchor", last."state", last."detail", done."size"::float8 AS "lastSize",
    ${seconds(`done."at"`)} AS "lastDoneSeconds",
    ${seconds(`coalesce(done."at", first."at")`)} AS "withoutSeconds",
    (SELECT count(*)::int FROM (SELECT FROM "AuditCheckpoint" c WHERE c."size" > last."size" LIMIT ${UNTRIED}) c) AS "untried"
  FROM names a
  CROSS JOIN LATERAL (SELECT "size", "state", CASE WHEN "state" = 'done' THEN NULL ELSE "detail" END AS "detail"
    FROM "AuditAnchor" x WHERE x."anchor" = a."anchor" ORDER BY x."at" DESC LIMIT 1) last
  CROSS JOIN LATERAL (SELECT "at" FROM "AuditAnchor" x WHERE x."anchor" = a."anchor" ORDER BY x."at" LIMIT 1) first
  LEFT JOIN LATERAL (SELECT "size", "at" FROM "AuditAnchor" x
    WHERE x."anchor" = a."anchor" AND x."state" = 'done' ORDER BY x."size" DESC LIMIT 1) done ON true
  ORDER BY 1`,
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

export const SINKS = {
  name: "audit-complete-sinks",
  text: `
  SELECT s."name", s."kind", s."enabled", (greatest(0, t."size" - s."position") + u."records")::float8 AS "lagRecords",
    s."failures", coalesce(s."openUntil" > clock_timestamp(), false) AS "paused", s."lastError",
    ${seconds(`s."lastSentAt"`)} AS "lastSentSeconds", s."checkpointSize"::float8 AS "checkpointSize",
    (SELECT ${seconds(`c."at"`)} FROM "AuditCheckpoint" c WHERE c."size" > s."checkpointSize"
      ORDER BY c."size" LIMIT 1) AS "checkpointLateSeconds",
    (SELECT count(*)::int FROM "AuditSinkLetter" l WHERE l."sinkId" = s."id" AND l."replayedAt" IS NULL) AS "letters",
    ${seconds(`s."uncomparedSince"`)} AS "uncomparedSeconds"
  FROM "AuditSink" s CROSS JOIN "AuditTree" t CROSS JOIN (${UNPLACED}) u ORDER BY s."name" LIMIT 100`,
};
