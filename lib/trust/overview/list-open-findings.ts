import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { CONTROLS } from "../core/controls.ts";
import type { OpenFinding } from "../core/open-items.ts";
import { FINDING_AGES, OPEN_SEVERITIES, type FindingAge } from "../core/overview-words.ts";
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

/** $2 severity, $3 control, $4 and $5: first found after the one, not after the other. */
const CHOSEN = `FROM "TrustOpenFinding" f JOIN "Server" s ON s."currentVersionId" = f."versionId"
    LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
    WHERE ${ON_OFFER} AND ($2::text IS NULL OR f."severity" = $2) AND ($3::text IS NULL OR f."control" = $3)
      AND ($4::timestamptz IS NULL OR f."since" > $4) AND ($5::timestamptz IS NULL OR f."since" <= $5)`;
const RANK = `array_position(ARRAY['critical', 'high', 'medium', 'low'], f."severity")`;
const ORDER = `${RANK}, f."since", s."name", f."option", f."control", f."position"`;

const TOTALS = {
  name: "trust_open_finding_totals",
  text: `SELECT count(*)::int AS "total", count(DISTINCT f."versionId")::int AS "servers" ${CHOSEN}`,
};
const PAGE = {
  name: "trust_open_findings",
  text: `SELECT ${WHOSE}, s."latestVersion" AS "version", f."option", f."control", f."position", f."code", f."severity",
      f."title" AS "found", f."file", f."line", f."places", f."since"
    ${CHOSEN} AND ($6::int IS NULL OR (${ORDER}) > ($6, $7::timestamptz, $8, $9, $10, $11::int))
    ORDER BY ${ORDER} LIMIT $12`,
};

type Row = WhoseRow &
  Omit<ListedFinding, "server" | "controlTitle" | "title"> & { position: number; found: string };

const Cursor = z.tuple([
  z.number().int().min(1).max(4),
  z.iso.datetime(),
  ...[z.string().max(300), z.string().max(50), z.string().max(20)],
  z.number().int().min(0).max(100_000),
]);

/** What is open of everything on offer: the most severe first, of these the oldest. */
export const listOpenFindings = defineQuery({
  name: "listOpenFindings",
  permission: "trust.oversee",
  input: OpenFindingsInput,

  async run({ sql }, ctx, { cursor, limit, ...filters }) {
    const chosen = chosenBy(filters, ctx.now);
    const from = readCursor(Cursor, cursor) ?? [null, null, null, null, null, null];
    const [[totals], rows] = await Promise.all([
      sql<{ total: number; servers: number }>(TOTALS, chosen),
      sql<Row>(PAGE, [...chosen, ...from, limit + 1]),
    ]);
    const last = rows[limit - 1];
    return {
      findings: rows.slice(0, limit).map(findingOf),
      total: totals?.total ?? 0,
      servers: totals?.servers ?? 0,
      nextCursor: rows.length > limit && last ? cursorOf(last) : null,
    } satisfies OpenFindingPage;
  },
});

type Filters = Omit<z.output<typeof OpenFindingsInput>, "cursor" | "limit">;

function chosenBy({ team, severity, control, age }: Filters, now: Date) {
  const { after, until } = foundWithin(age, now);
  return [...[team, severity, control].map((each) => each ?? null), after, until];
}

function foundWithin(age: FindingAge | undefined, now: Date) {
  if (age === undefined) return { after: null, until: null };
  const { fromDays, toDays } = FINDING_AGES[age];
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return {
    after: toDays === null ? null : ago(toDays),
    until: fromDays === 0 ? null : ago(fromDays),
  };
}

function findingOf(row: Row): ListedFinding {
  const { version, option, control, code, severity, file, line, places, since } = row;
  const found = { option, control, code, severity, file, line, places, since };
  const controlTitle = CONTROLS[control].title;
  return { server: listedServer(row), version, ...found, title: row.found, controlTitle };
}

const cursorOf = ({ severity, since, name, option, control, position }: Row) =>
  writeCursor([
    OPEN_SEVERITIES.indexOf(severity) + 1,
    since.toISOString(),
    ...[name, option, control, position],
  ]);
