import { defineQuery } from "#lib/verbs/define-query.ts";
import {
  AGE_KEYS,
  FINDING_AGES,
  OPEN_SEVERITIES,
  type FindingAge,
  type OpenSeverity,
} from "../core/overview-words.ts";
import type { Level, Risk } from "../core/words.ts";
import { LISTED, ON_OFFER } from "./on-offer.ts";
import { TrustOverviewInput } from "./schemas.ts";

export type TrustOverview = {
  /** Servers on offer; of the shown version of each, as everywhere below. */
  servers: number;
  /** Servers that the catalog lists beside them, and that count nowhere else here. */
  quarantined: number;
  /** Null: not assessed. */
  levels: { level: Level | null; servers: number }[];
  /** Null: too little was looked at to say. */
  risks: { risk: Risk | null; servers: number }[];
  /** Each cell that is not empty. */
  findings: { severity: OpenSeverity; age: FindingAge; findings: number; servers: number }[];
  severities: { severity: OpenSeverity; findings: number; servers: number }[];
};

/** How far everything on offer is trusted, and what is open of it. */
export const getTrustOverview = defineQuery({
  name: "getTrustOverview",
  permission: "trust.oversee",
  input: TrustOverviewInput,

  async run({ sql }, ctx, { team = null }): Promise<TrustOverview> {
    const [listed, [cells = {}]] = await Promise.all([
      sql<StandRow>(STANDS, [team]),
      sql<CellRow>(FINDINGS, [team, ...beginsAt(ctx.now)]),
    ]);
    const sumOf = (rows: readonly StandRow[]) => rows.reduce((sum, { n }) => sum + n, 0);
    const stands = listed.filter(({ isQuarantined }) => !isQuarantined);
    return {
      servers: sumOf(stands),
      quarantined: sumOf(listed) - sumOf(stands),
      levels: ([4, 3, 2, 1, 0, null] as const).map((level) => ({
        level,
        servers: sumOf(stands.filter((row) => row.level === level)),
      })),
      risks: (["critical", "high", "medium", "low", "none", null] as const).map((risk) => ({
        risk,
        servers: sumOf(stands.filter((row) => row.risk === risk)),
      })),
      findings: OPEN_SEVERITIES.flatMap((severity) =>
        AGE_KEYS.map((age, at) => ({ severity, age, ...figuresOf(cells, `${severity}${at}`) })),
      ).filter(isNotEmpty),
      severities: OPEN_SEVERITIES.map((severity) => ({
        severity,
        ...figuresOf(cells, severity),
      })).filter(isNotEmpty),
    };
  },
});

type StandRow = { level: Level | null; risk: Risk | null; isQuarantined: boolean; n: number };
const STANDS = {
  name: "trust_overview_stands",
  text: `SELECT x."level", x."risk", s."quarantinedAt" IS NOT NULL AS "isQuarantined", count(*)::int AS "n"
    FROM "Server" s JOIN "ServerTrust" x ON x."serverId" = s."id" WHERE ${LISTED} GROUP BY 1, 2, 3`,
};

const DAY_MS = 86_400_000;

/** `high` findings in `highServers` servers, `high0` of the youngest age in `high0Servers`, and so on. */
type CellRow = Partial<Record<string, number>>;

/** $2 and on: since when a finding is as old as the next age. */
const isAge = (at: number) =>
  [
    ...(at > 0 ? [`f."since" <= $${at + 1}`] : []),
    ...(at < AGE_KEYS.length - 1 ? [`f."since" > $${at + 2}`] : []),
  ].join(" AND ");

const CELLS = OPEN_SEVERITIES.flatMap((severity) => [
  { name: severity, found: `sum(f."${severity}")` },
  ...AGE_KEYS.map((_, at) => ({
    name: `${severity}${at}`,
    found: `(sum(f."${severity}") FILTER (WHERE ${isAge(at)}))`,
  })),
]);
const perCell = (make: (cell: (typeof CELLS)[number]) => string) =>
  CELLS.map(make).join(",\n        ");

/** First one row for each server, so that it counts once in a cell. */
const FINDINGS = {
  name: "trust_overview_findings",
  text: `WITH each AS (
      SELECT ${perCell(({ name, found }) => `${found}::int AS "${name}"`)}
      FROM "TrustOpenCount" f JOIN "Server" s ON s."currentVersionId" = f."versionId" WHERE ${ON_OFFER} GROUP BY f."versionId"
    )
    SELECT ${perCell(({ name }) => `sum("${name}")::int AS "${name}", (count(*) FILTER (WHERE "${name}" > 0))::int AS "${name}Servers"`)}
    FROM each`,
};

const beginsAt = (now: Date) =>
  AGE_KEYS.slice(1).map((age) => new Date(now.getTime() - FINDING_AGES[age].fromDays * DAY_MS));

type Figures = { findings: number; servers: number };

const figuresOf = (cells: CellRow, name: string): Figures => ({
  findings: cells[name] ?? 0,
  servers: cells[`${name}Servers`] ?? 0,
});
const isNotEmpty = ({ findings }: Figures) => findings > 0;
