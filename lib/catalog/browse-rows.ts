import type { Context } from "#lib/kernel/context.ts";
import type { Flag } from "#lib/trust/core/evaluate.ts";
import type { ArtifactKind, Level, Risk } from "#lib/trust/core/words.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import { BoundValues } from "./bound-values.ts";
import type { BrowseCursor } from "./browse-cursor.ts";
import { beyond, BY_TRUST, orderBy, type Direction } from "./browse-keyset.ts";
import {
  filterClauses,
  textClause,
  TRUST_JOIN,
  visibleClause,
  wordsQuery,
  type TextMatch,
} from "./browse-where.ts";
import type { BrowseState } from "./core/browse-state.ts";
import type { DataClassification, DeploymentModel, Origin, ServerLifecycle } from "./core/words.ts";

/** A row as the list reads it; views are built from it. */
export type BrowseRow = {
  name: string;
  title: string | null;
  description: string;
  lifecycle: ServerLifecycle;
  quarantinedAt: Date | null;
  quarantineNote: string | null;
  approvalRanOutAt: Date | null;
  /** What the current version installs must not be used any more. */
  revoked: boolean;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  origin: Origin;
  categories: string[];
  tags: string[];
  latestVersion: string | null;
  newestVersion: string | null;
  lastReleaseAt: Date | null;
  versionCount: number;
  packageTypes: string[];
  transports: string[];
  toolNames: string[];
  teamSlug: string | null;
  teamName: string | null;
  createdAt: Date;
  /** Of the current version, where it was assessed. */
  trustLevel: Level | null;
  trustScore: number | null;
  /** Of the current version, where it was evaluated. */
  standingLevel: Level | null;
  standingKind: ArtifactKind | null;
  standingFlag: Flag | null;
  standingRisk: Risk | null;
  rank: number;
};

export type RowsWanted = {
  state: BrowseState;
  match: TextMatch;
  cursor: BrowseCursor | null;
  direction: Direction;
  limit: number;
};

/** One stretch of the filtered list in reading order, visible rows only. A step of the queries. */
export async function browseRows(
  { sql }: Pick<Readers, "sql">,
  ctx: Context,
  wanted: RowsWanted,
): Promise<BrowseRow[]> {
  const { state, cursor, direction, limit } = wanted;
  const rows: BrowseRow[] = [];
  for (const clause of beyond(state.sort, direction, cursor)) {
    const bound = new BoundValues();
    const text = statement(ctx, wanted, { bound, clause, limit: limit - rows.length });
    rows.push(...(await sql<BrowseRow>({ text }, bound.values)));
    if (rows.length >= limit) break;
  }
  return direction === "forward" ? rows : rows.reverse();
}

type Stretch = { bound: BoundValues; clause: (bound: BoundValues) => string; limit: number };

const COLUMNS = `s."id", s."name", s."title", s."description", s."lifecycle", s."quarantinedAt", s."quarantineNote", s."approvalRanOutAt",
  s."classification", s."deploymentModel", s."origin", s."categories", s."tags", s."latestVersion",
  s."newestVersion", s."lastReleaseAt", s."versionCount", s."packageTypes", s."transports", s."toolNames",
  s."createdAt", s."ownerTeamId", s."currentVersionId"`;

/**
 * A word finds few servers, so filters are tried on those alone: IS TRUE keeps the planner from
 * reading the index of everything approved beside them, which costs more than the search.
 */
function afterTheWords(state: BrowseState, match: TextMatch): (clause: string) => string {
  const few = match.mode === "words" && state.sort === "relevance";
  return (clause) => (few ? `(${clause}) IS TRUE` : clause);
}

/** First the page, then its teams and trust: a join over all that matches would cost more than the page. */
function statement(ctx: Context, { state, match, direction }: RowsWanted, stretch: Stretch) {
  const { bound } = stretch;
  const where = [
    visibleClause(ctx.actor, bound),
    textClause(match, bound),
    ...Object.values(filterClauses(state, bound)).map(afterTheWords(state, match)),
  ].join(" AND ");
  const order = orderBy(state.sort, direction);
  const limit = `LIMIT ${bound.bind(stretch.limit)}`;
  const byTrust = BY_TRUST.has(state.sort);
  const isJoined = byTrust || state.trust.length > 0 || state.risk.length > 0;
  const from = `FROM "Server" s ${isJoined ? TRUST_JOIN : ""}`;
  const page =
    state.sort === "relevance"
      ? `SELECT * FROM (SELECT ${COLUMNS}, ${rank(state.q, match, bound)} AS "rank" ${from} WHERE ${where}) s
         WHERE ${stretch.clause(bound)} ORDER BY ${order} ${limit}`
      : `SELECT ${COLUMNS}, 0::float8 AS "rank" ${from}
         WHERE ${where} AND ${stretch.clause(bound)} ORDER BY ${order} ${limit}`;
  return `SELECT s.*, t."slug" AS "teamSlug", t."name" AS "teamName", x."level" AS "trustLevel",
      x."score" AS "trustScore", p."level" AS "standingLevel",
      p."kind" AS "standingKind", p."flag" AS "standingFlag", p."risk" AS "standingRisk",
      coalesce(rv."revocationId" IS NOT NULL, false) AS "revoked"
    FROM (${page}) s ${TRUST_JOIN} LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
    LEFT JOIN "ServerVersion" rv ON rv."id" = s."currentVersionId"
    LEFT JOIN "VersionTrust" p ON p."versionId" = s."currentVersionId" ORDER BY ${order}`;
}

/**
 * Names weigh most, then tools and tags, then prose; a server that is called exactly what was
 * asked for comes first. What is deprecated or quarantined gives way to its equals.
 */
function rank(question: string, match: TextMatch, bound: BoundValues): string {
  const asked = bound.bind(question.trim().toLowerCase());
  const words =
    match.mode === "words"
      ? `ts_rank('{0.1,0.3,0.6,1.0}', s."search", ${wordsQuery(match.words, bound)})`
      : "0";
  return `(${words}
    + CASE WHEN lower(s."title") = ${asked} OR lower(s."name") = ${asked} THEN 4
           WHEN lower(split_part(s."name", '/', 2)) = ${asked} THEN 3
           WHEN starts_with(lower(coalesce(s."title", split_part(s."name", '/', 2))), ${asked}) THEN 1
           ELSE 0 END
    - CASE WHEN s."lifecycle" <> 'approved' OR s."quarantinedAt" IS NOT NULL THEN 0.2 ELSE 0 END)::float8`;
}
