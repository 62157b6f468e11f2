import { defineQuery } from "#lib/verbs/define-query.ts";
import {
  AGE_KEYS,
  FINDING_AGES,
  type FindingAge,
  type OpenSeverity,
} from "../core/overview-words.ts";
import type { Level, Risk } from "../core/words.ts";
import { ON_OFFER } from "./on-offer.ts";
import { TrustOverviewInput } from "./schemas.ts";

export type TrustOverview = {
  /** Servers on offer; of the shown version of each, as everywhere below. */
  servers: number;
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
    const [stands, findings] = await Promise.all([
      sql<StandRow>(STANDS, [team]),
      sql<FindingRow>(FINDINGS, [team, ...beginsAt(ctx.now)]),
    ]);
    const sumOf = (rows: readonly StandRow[]) => rows.reduce((sum, { n }) => sum + n, 0);
    return {
      servers: sumOf(stands),
      levels: ([4, 3, 2, 1, 0, null] as const).map((level) => ({
        level,
        servers: sumOf(stands.filter((row) => row.level === level)),
      })),
      risks: (["critical", "high", "medium", "low", "none", null] as const).map((risk) => ({
        risk,
        servers: sumOf(stands.filter((row) => row.risk === risk)),
      })),
      findings: findings.flatMap(cellsOf),
      severities: findings.map(({ severity, n, s }) => ({ severity, findings: n, servers: s })),
    };
  },
});

type StandRow = { level: Level | null; risk: Risk | null; n: number };
const STANDS = {
  name: "trust_overview_stands",
  text: `SELECT x."level", x."risk", count(*)::int AS "n"
    FROM "Server" s JOIN "ServerTrust" x ON x."serverId" = s."id" WHERE ${ON_OFFER} GROUP BY 1, 2`,
};

const DAY_MS = 86_400_000;

/** `n0` findings of the youngest age in `s0` servers, and so on. */
type FindingRow = { severity: OpenSeverity; n: number; s: number } & Record<
  `${"n" | "s"}${number}`,
  number
>;

/** $2 and on: since when a finding is as old as the next age. */
const isAge = (at: number) =>
  [
    ...(at > 0 ? [`f."since" <= $${at + 1}`] : []),
    ...(at < AGE_KEYS.length - 1 ? [`f."since" > $${at + 2}`] : []),
  ].join(" AND ");
const perAge = (make: (at: number) => string) => AGE_KEYS.map((_, at) => make(at)).join(", ");

/** First one row for each server and severity, of what is shown alone, so that few rows are counted apart. */
const FINDINGS = {
  name: "trust_overview_findings",
  text: `WITH each AS (
      SELECT f."severity", f."versionId", count(*) AS "n", ${perAge((at) => `count(*) FILTER (WHERE ${isAge(at)}) AS "n${at}"`)}
      FROM "TrustOpenFinding" f JOIN "Server" s ON s."currentVersionId" = f."versionId" WHERE ${ON_OFFER} GROUP BY 2, 1
    )
    SELECT f."severity", sum("n")::int AS "n", count(*)::int AS "s",
      ${perAge((at) => `sum("n${at}")::int AS "n${at}", count(*) FILTER (WHERE "n${at}" > 0)::int AS "s${at}"`)}
    FROM each f GROUP BY 1`,
};

const beginsAt = (now: Date) =>
  AGE_KEYS.slice(1).map((age) => new Date(now.getTime() - FINDING_AGES[age].fromDays * DAY_MS));

const cellsOf = (row: FindingRow): TrustOverview["findings"] =>
  AGE_KEYS.map((age, at) => ({
    severity: row.severity,
    age,
    findings: row[`n${at}`] ?? 0,
    servers: row[`s${at}`] ?? 0,
  })).filter(({ findings }) => findings > 0);
