import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { ControlId } from "../core/controls.ts";
import type { Reason } from "../core/words.ts";
import { listedServer, ON_OFFER, WHOSE, type ListedServer, type WhoseRow } from "./on-offer.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { UnreachedInput } from "./schemas.ts";

export type UnreachedServer = {
  server: ListedServer;
  version: string | null;
  /** Since when something could not be fetched, or since the scan that failed. */
  since: Date;
  reasons: { reason: Reason; controls: ControlId[] }[];
  /** Why the last scan came to nothing; null: it came to an end. */
  scanError: string | null;
  /** Null: now, or nothing is planned. */
  nextTryAt: Date | null;
  /** A scan waits or runs. */
  isScanning: boolean;
};
export type UnreachedPage = {
  servers: UnreachedServer[];
  /** On all pages. */
  total: number;
  nextCursor: string | null;
};

/**
 * Versions of which something could not be fetched, and those whose last scan failed. $2 and $3 where
 * the page begins; $4 how many. The total comes also without rows.
 */
const PAGE = {
  name: "trust_unreached",
  text: `WITH missed AS (
      SELECT o."versionId", min(o."since") AS "since" FROM "TrustOpenControl" o WHERE o."isUnreached" GROUP BY 1
    ), failed AS (
      SELECT c."versionId", c."finishedAt" AS "since", c."error" FROM "TrustScan" c
      WHERE c."state" = 'failed'
        AND NOT EXISTS (SELECT 1 FROM "TrustScan" n WHERE n."versionId" = c."versionId" AND n."requestedAt" > c."requestedAt")
    ), missing AS MATERIALIZED (
      SELECT s."id", s."name", s."currentVersionId" AS "versionId", least(m."since", f."since") AS "since", f."error" AS "scanError"
      FROM missed m FULL JOIN failed f USING ("versionId") JOIN "Server" s ON s."currentVersionId" = "versionId"
      WHERE ${ON_OFFER}
    ), page AS (
      SELECT * FROM missing m WHERE $2::timestamptz IS NULL OR (m."since", m."name") > ($2, $3)
      ORDER BY m."since", m."name" LIMIT $4
    )
    SELECT all_of."total", ${WHOSE}, s."latestVersion" AS "version", p."since", p."scanError", o."controls",
           coalesce(n."nextTryAt", least(k."dailyDueAt", k."weeklyDueAt")) AS "nextTryAt",
           coalesce(n."state" IN ('queued', 'running'), false) AS "isScanning"
    FROM (SELECT count(*)::int AS "total" FROM missing) all_of
    LEFT JOIN page p ON true
    LEFT JOIN "Server" s ON s."id" = p."id" LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('control', o."control", 'reason', o."reason") ORDER BY o."control") AS "controls"
      FROM "TrustOpenControl" o WHERE o."versionId" = p."versionId" AND o."isUnreached"
    ) o ON true
    LEFT JOIN LATERAL (
      SELECT c."nextTryAt", c."state" FROM "TrustScan" c WHERE c."versionId" = p."versionId" ORDER BY c."requestedAt" DESC LIMIT 1
    ) n ON true
    LEFT JOIN "TrustCheck" k ON k."versionId" = p."versionId"
    ORDER BY p."since", p."name"`,
};

type Missed = { control: ControlId; reason: Reason };
type Row = WhoseRow & Omit<UnreachedServer, "server" | "reasons"> & { controls: Missed[] | null };

/** No server, but how many there are. */
type TotalAlone = { name: null };
const Cursor = z.tuple([z.iso.datetime(), z.string().max(300)]);

/** Servers whose evidence could not be fetched, those that wait longest first. */
export const listUnreached = defineQuery({
  name: "listUnreached",
  permission: "trust.oversee",
  input: UnreachedInput,

  async run({ sql }, ctx, { team = null, cursor, limit }): Promise<UnreachedPage> {
    const [since = null, name = null] = readCursor(Cursor, cursor) ?? [];
    const found = await sql<{ total: number } & (Row | TotalAlone)>(PAGE, [
      ...[team, since, name, limit + 1],
    ]);
    const rows = found.filter((row) => row.name !== null);
    const last = rows[limit - 1];
    return {
      servers: rows.slice(0, limit).map((row) => viewOf(row, ctx.now)),
      total: found[0]?.total ?? 0,
      nextCursor:
        rows.length > limit && last ? writeCursor([last.since.toISOString(), last.name]) : null,
    };
  },
});

function viewOf(row: Row, now: Date): UnreachedServer {
  const { version, since, scanError, isScanning, nextTryAt } = row;
  const isDue = nextTryAt !== null && nextTryAt > now;
  return {
    server: listedServer(row),
    ...{ version, since, scanError, isScanning },
    reasons: byReason(row.controls ?? []),
    nextTryAt: isDue && !isScanning ? nextTryAt : null,
  };
}

/** Each reason once; the same control of several ways to install, too. */
function byReason(missed: readonly Missed[]): UnreachedServer["reasons"] {
  const reasons = [...new Set(missed.map(({ reason }) => reason))];
  return reasons.map((reason) => ({
    reason,
    controls: [
      ...new Set(missed.filter((one) => one.reason === reason).map(({ control }) => control)),
    ],
  }));
}
