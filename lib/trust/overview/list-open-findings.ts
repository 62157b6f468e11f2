import { z } from "zod";
import { escapeLike } from "#lib/catalog/browse-where.ts";
import type { Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { CONTROLS } from "../core/controls.ts";
import type { OpenFinding } from "../core/open-items.ts";
import {
  FINDING_AGES,
  OPEN_SEVERITIES,
  type FindingAge,
  type OpenSeverity,
} from "../core/overview-words.ts";
import { listedServer, ON_OFFER, WHOSE, type ListedServer, type WhoseRow } from "./on-offer.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { OpenFindingsInput } from "./schemas.ts";

export type ListedFinding = Omit<OpenFinding, "since" | "position"> & {
  server: ListedServer;
  version: string | null;
  /** Of the control. */
  controlTitle: string;
  since: Date;
};
export type OpenFindingPage = {
  findings: ListedFinding[];
  /** With the filters, on all pages. */
  total: number;
  servers: number;
  nextCursor: string | null;
};

const DAY_MS = 86_400_000;

/**
 * $2: a part of the server's name or title. The index over words finds it first, which knows
 * descriptions too.
 */
const NAMED = {
  text: `SELECT s."currentVersionId" AS "id" FROM "Server" s
    WHERE ${ON_OFFER} AND s."currentVersionId" IS NOT NULL
      AND s."haystack" LIKE $2 AND (lower(s."name") LIKE $2 OR lower(s."title") LIKE $2)`,
};

/**
 * $2 and $3: first found after the one, not after the other; $4 versions, so that the plan knows how many;
 * $5 control.
 */
const ON_OFFER_SINCE = `${ON_OFFER} AND f."since" > $2 AND f."since" <= $3
  AND ($4::uuid[] IS NULL OR f."versionId" = ANY ($4::uuid[]))`;
const OF_SHOWN = `JOIN "Server" s ON s."currentVersionId" = f."versionId"`;
const OF_CONTROL = `($5::text IS NULL OR f."control" = $5)`;

const totalsOf = (count: string, from: string) => `
  SELECT coalesce(sum("n"), 0)::int AS "total", count(*)::int AS "servers"
  FROM (SELECT ${count}::int AS "n" ${from} GROUP BY f."versionId") each WHERE "n" > 0`;

/** Of all controls, from what is counted already. */
const totalsOfAll = (severities: readonly OpenSeverity[]) => ({
  text: totalsOf(
    `sum(${severities.map((severity) => `f."${severity}"`).join(" + ")})`,
    `FROM "TrustOpenCount" f ${OF_SHOWN} WHERE ${ON_OFFER_SINCE}`,
  ),
});
/** $6 severities. */
const TOTALS_OF_CONTROL = {
  text: totalsOf(
    "count(*)",
    `FROM "TrustOpenFinding" f ${OF_SHOWN} WHERE ${ON_OFFER_SINCE} AND ${OF_CONTROL} AND f."severity" = ANY ($6::text[])`,
  ),
};

const PLACE = ["since", "versionId", "option", "control", "position"] as const;
const placeOf = (table: string) => PLACE.map((column) => `${table}."${column}"`).join(", ");

/**
 * $6 severities, $7 to $12 where the page begins, $13 how many. Each severity is read by itself in the
 * order of the index "TrustOpenFinding_order", for one control "TrustOpenFinding_of_control", and only
 * until the page is full. Not prepared, since one plan for all filters would read everything.
 */
const PAGE = {
  text: `SELECT p.*
    FROM unnest(ARRAY[${OPEN_SEVERITIES.map((severity) => `'${severity}'`).join(", ")}]) WITH ORDINALITY r("severity", "rank")
    CROSS JOIN LATERAL (
      SELECT ${WHOSE}, s."latestVersion" AS "version", ${placeOf("f")}, f."code", f."severity",
        f."title" AS "found", f."file", f."line", f."places"
      FROM "TrustOpenFinding" f ${OF_SHOWN} LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
      WHERE ${ON_OFFER_SINCE} AND ${OF_CONTROL} AND f."severity" = r."severity"
        AND (${placeOf("f")}) > (CASE WHEN r."rank" = $7 THEN $8::timestamptz ELSE '-infinity' END, $9::uuid, $10, $11, $12::int)
      ORDER BY ${placeOf("f")} LIMIT $13
    ) p
    WHERE r."severity" = ANY ($6::text[]) AND r."rank" >= $7::int
    ORDER BY r."rank", ${placeOf("p")} LIMIT $13`,
};

type Row = WhoseRow &
  Omit<ListedFinding, "server" | "controlTitle" | "title"> & {
    versionId: string;
    position: number;
    found: string;
  };

const Cursor = z.tuple([
  z.number().int().min(1).max(OPEN_SEVERITIES.length),
  z.iso.datetime(),
  z.guid(),
  ...[z.string().max(50), z.string().max(20)],
  z.number().int().min(0).max(100_000),
]);
/** Before everything. */
const START = [1, "-infinity", "00000000-0000-0000-0000-000000000000", "", "", -1] as const;

/** What is open of everything on offer: the most severe first, of these the oldest. */
export const listOpenFindings = defineQuery({
  name: "listOpenFindings",
  permission: "trust.oversee",
  input: OpenFindingsInput,

  async run({ sql }, ctx, { cursor, limit, ...filters }) {
    const named = await namedVersions(sql, filters);
    const asked = askedOf({ ...filters, named }, ctx.now);
    const from = readCursor(Cursor, cursor) ?? START;
    const [{ total, servers }, rows] = await Promise.all([
      readTotals(sql, asked),
      sql<Row>(PAGE, [...asked.within, asked.control, asked.severities, ...from, limit + 1]),
    ]);
    const last = rows[limit - 1];
    return {
      findings: rows.slice(0, limit).map(findingOf),
      ...{ total, servers },
      nextCursor: rows.length > limit && last ? cursorOf(last) : null,
    } satisfies OpenFindingPage;
  },
});

type Filters = Omit<z.output<typeof OpenFindingsInput>, "cursor" | "limit">;
/** Null: of every name. */
async function namedVersions(sql: Sql, { team, server }: Filters): Promise<string[] | null> {
  if (server === undefined) return null;
  const found = await sql<{ id: string }>(NAMED, [team ?? null, `%${escapeLike(server)}%`]);
  return found.map(({ id }) => id);
}

type Asked = ReturnType<typeof askedOf>;
type Totals = Pick<OpenFindingPage, "total" | "servers">;

type Named = Filters & { named: string[] | null };
const askedOf = ({ team, named, severity, control, age }: Named, now: Date) => ({
  within: [team ?? null, ...foundWithin(age, now), named],
  severities: severity === undefined ? OPEN_SEVERITIES : [severity],
  control: control ?? null,
});

async function readTotals(sql: Sql, { within, severities, control }: Asked): Promise<Totals> {
  const [totals] = await (control === null
    ? sql<Totals>(totalsOfAll(severities), within)
    : sql<Totals>(TOTALS_OF_CONTROL, [...within, control, severities]));
  return totals ?? { total: 0, servers: 0 };
}

/** After the one, not after the other. */
function foundWithin(age: FindingAge | undefined, now: Date): [Date | string, Date | string] {
  const { fromDays, toDays } = age === undefined ? ALL_AGES : FINDING_AGES[age];
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return [toDays === null ? "-infinity" : ago(toDays), fromDays === 0 ? "infinity" : ago(fromDays)];
}
const ALL_AGES = { fromDays: 0, toDays: null };

function findingOf(row: Row): ListedFinding {
  const { version, option, control, code, severity, file, line, places, since } = row;
  const found = { option, control, code, severity, file, line, places, since };
  const controlTitle = CONTROLS[control].title;
  return { server: listedServer(row), version, ...found, title: row.found, controlTitle };
}

const cursorOf = ({ severity, since, versionId, option, control, position }: Row) =>
  writeCursor([
    OPEN_SEVERITIES.indexOf(severity) + 1,
    since.toISOString(),
    ...[versionId, option, control, position],
  ]);
