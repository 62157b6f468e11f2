import { atOfLeaf } from "#lib/audit/at-of-leaf.ts";
import { UNPLACED } from "#lib/audit/completeness-statements.ts";
import type { Days } from "./core/days.ts";
import type { SinkFormat, SinkKind } from "./core/sink-kinds.ts";
import { REMOVED_BY_AGE } from "./removed-by-age.ts";
import { SinkConfig, type SinkFilter } from "./schemas.ts";
import { filterOf, type SinkRow } from "./shipping/sink-row.ts";

export type SinkView = {
  id: string;
  name: string;
  kind: SinkKind;
  format: SinkFormat;
  /** Where it goes, without secrets. */
  config: SinkConfig;
  filter: SinkFilter;
  enabled: boolean;
  /**
   * Records it has not got yet, and since when the first of them waits. Those that wait for their
   * place in the tree are among them once they have waited for a minute.
   */
  lag: number;
  waitingSince: Date | null;
  failures: number;
  restsUntil: Date | null;
  lastError: string | null;
  lastSentAt: Date | null;
  /** Dead letters: those that wait for somebody, and those that are being sent again. */
  letters: number;
  asked: number;
  /** Size of the last checkpoint it was told of. */
  checkpointSize: number;
  checkpointAt: Date | null;
  /** `leftOut`: days before those that were compared, which nobody compared. */
  lastReconciled: { at: Date; missing: number; leftOut: Days | null } | null;
  /** Since when something that arrived waits to be compared, and the first day (UTC) of these records. */
  uncompared: { since: Date; firstDay: string } | null;
  /** The first leaf sent by the settings of today, which what is there is held to; null: always the same. */
  comparedFrom: number | null;
  /** Records that were removed by age before it got them: while it was switched off, or before it began. */
  lost: number;
};

export type ViewedRow = SinkRow & {
  lag: number;
  waitingSince: Date | null;
  lastError: string | null;
  lastSentAt: Date | null;
  letters: number;
  asked: number;
  checkpointAt: Date | null;
  reconciledAt: Date | null;
  missing: number | null;
  uncomparedSince: Date | null;
  leftOut: Days | null;
  comparedFrom: number | null;
  lost: number;
};

const SELECT = `
  SELECT s."id"::text AS "id", s."name", s."config", s."filter", s."sealedSecret", s."enabled",
    s."start"::float8 AS "start", s."position"::float8 AS "position", s."checkpointSize"::float8 AS "checkpointSize",
    s."comparedTo"::float8 AS "comparedTo", s."failures",
    CASE WHEN s."openUntil" > clock_timestamp() THEN s."openUntil" END AS "openUntil",
    (greatest(0, t."size" - s."position") + u."records")::float8 AS "lag",
    least(CASE WHEN s."position" < t."size" THEN ${atOfLeaf(`s."position"`)} END, u."since") AS "waitingSince",
    s."uncomparedSince", s."uncomparedFrom"::text AS "uncomparedFrom",
    s."lastError", s."lastSentAt", g."comparedFrom",
    l."letters"::int AS "letters", l."asked"::int AS "asked", c."at" AS "checkpointAt",
    r."at" AS "reconciledAt", r."missing", r."leftOut",
    (s."lost" + CASE WHEN s."enabled" THEN 0 ELSE ${REMOVED_BY_AGE} END)::float8 AS "lost"
  FROM "AuditSink" s CROSS JOIN "AuditTree" t CROSS JOIN (${UNPLACED}) u
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE d."askedAt" IS NULL) AS "letters", count(*) FILTER (WHERE d."askedAt" IS NOT NULL) AS "asked"
    FROM "AuditSinkLetter" d WHERE d."sinkId" = s."id" AND d."replayedAt" IS NULL) l
  LEFT JOIN "AuditCheckpoint" c ON c."size" = s."checkpointSize"
  LEFT JOIN LATERAL (
    -- A night compares in pieces, each with a record of the same moment.
    SELECT a."at", sum((a."after"->>'missing')::int)::int AS "missing", max((a."after"->'leftOut')::text)::jsonb AS "leftOut"
    FROM "AuditEvent" a WHERE a."targetId" = s."id"::text AND a."action" = 'sink.reconcile' AND a."at" = (
      SELECT n."at" FROM "AuditEvent" n WHERE n."targetId" = s."id"::text AND n."action" = 'sink.reconcile'
      ORDER BY n."at" DESC LIMIT 1)
    GROUP BY a."at") r ON true
  LEFT JOIN LATERAL (
    SELECT (a."after"->>'comparedFrom')::float8 AS "comparedFrom" FROM "AuditEvent" a
    WHERE a."targetId" = s."id"::text AND a."action" = 'sink.change' AND a."after"->>'comparedFrom' IS NOT NULL
    ORDER BY a."at" DESC LIMIT 1) g ON true`;

export const ALL_SINKS = { text: `${SELECT} ORDER BY s."name"` };
export const ONE_SINK = { text: `${SELECT} WHERE s."id" = $1::uuid` };

export function sinkView(row: ViewedRow): SinkView {
  const config = SinkConfig.parse(row.config);
  const { reconciledAt: at, missing, leftOut } = row;
  const { uncomparedSince: since, uncomparedFrom: firstDay } = row;
  return {
    id: row.id,
    name: row.name,
    kind: config.kind,
    format: config.format,
    config,
    filter: filterOf(row),
    enabled: row.enabled,
    lag: row.lag,
    waitingSince: row.waitingSince,
    failures: row.failures,
    restsUntil: row.openUntil,
    lastError: row.lastError,
    lastSentAt: row.lastSentAt,
    letters: row.letters,
    asked: row.asked,
    checkpointSize: row.checkpointSize,
    checkpointAt: row.checkpointAt,
    lastReconciled: at && { at, missing: missing ?? 0, leftOut },
    uncompared: since && firstDay ? { since, firstDay } : null,
    comparedFrom: row.comparedFrom,
    lost: row.lost,
  };
}
