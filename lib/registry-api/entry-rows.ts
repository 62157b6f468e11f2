import { visibleTo } from "#lib/catalog/visibility.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import {
  otherMeta,
  withoutEmptyRepository,
  type Governance,
  type PublicNotice,
  type RegistryEntry,
} from "./core/entry-json.ts";
import { withoutInternals } from "./public-entry.ts";
import { MOST_HELD_NAMES, publicTrust, reportUrl, type TrustRow } from "./public-trust.ts";
import type { Conditions } from "./readable-servers.ts";

type EntryRow = Omit<RegistryEntry, "otherMeta" | "governance" | "notices" | "trust"> & {
  checksum: string;
  trust: TrustRow | null;
  upstreamMeta: string | null;
};
type PublicRow = EntryRow & { notices: PublicNotice[] | null };
type GovernanceRow = Omit<Governance, "ownerTeam" | "deployments" | "notices"> & {
  notices: Governance["notices"] | null;
  teamSlug: string | null;
  teamName: string | null;
  deployments: Governance["deployments"] | null;
};

// Text, because a JavaScript Date would drop the microseconds that publishers wrote.
const time = (expression: string) =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

// A message belongs to the thing that is deprecated or retired: the version, else its server.
// Asked for those rows only: most are active, and reading each one's server would cost the page.
const STATUS_MESSAGE = `CASE WHEN v."registryStatus" <> 'active' THEN (
  SELECT CASE
    WHEN v."lifecycle" IN ('deprecated', 'retired') THEN coalesce(v."statusMessage", o."statusMessage")
    WHEN o."lifecycle" IN ('deprecated', 'retired') THEN o."statusMessage" END
  FROM "Server" o WHERE o."id" = v."serverId") END`;

// The campaign that ends its server; also asked for those rows only. Its successor is named to
// readers who may know of it: `visibleTo` speaks of `s`, which is the successor in here.
const retirement = (visible: string) => `CASE WHEN v."registryStatus" <> 'active' THEN (
  SELECT json_build_object('deprecatesAt', ${time(`r."deprecatesAt"`)}, 'retiresAt', ${time(`r."retiresAt"`)},
    'successor', (SELECT s."name" FROM "Server" s WHERE s."id" = r."successorId" AND ${visible}))
  FROM "Retirement" r WHERE r."serverId" = v."serverId" AND r."state" NOT IN ('announced', 'cancelled')
  ORDER BY r."createdAt" DESC LIMIT 1) END AS "retirement"`;

// Names of tools that must not be used, and one more than are told, so that it shows where there are more.
const HELD_TOOLS = `(SELECT json_agg(h."tool" ORDER BY h."tool") FROM (
    SELECT DISTINCT t."tool" FROM "TrustHeldTool" t WHERE t."versionId" = v."id"
    ORDER BY t."tool" LIMIT ${MOST_HELD_NAMES + 1}) h)`;

// What time has taken counts, also where no worker has written it down.
const LAPSE = `CASE WHEN p."validUntil" <= now() THEN (
    SELECT l FROM jsonb_array_elements(p."lapses") l WHERE (l ->> 'at')::timestamptz <= now()
    ORDER BY (l ->> 'at')::timestamptz DESC LIMIT 1) END`;
const PREVIOUS = `CASE WHEN p."previousUntil" > now() THEN json_build_object('ruleSet', p."previousRuleSet",
    'level', p."previousLevel", 'until', ${time(`p."previousUntil"`)}) END`;

// Looked up by its key for the rows of the page alone: a join would be planned over the whole table.
const TRUST = `(SELECT json_build_object('ruleSet', p."ruleSet", 'level', p."level", 'kind', p."kind", 'flag', p."flag",
    'score', p."score", 'evaluated', p."coverageEvaluated", 'applicable', p."coverageApplicable", 'risk', p."risk",
    'evaluatedAt', ${time(`p."evaluatedAt"`)}, 'held', ${HELD_TOOLS}, 'lapse', ${LAPSE}, 'previous', ${PREVIOUS})
  FROM "VersionTrust" p WHERE p."versionId" = v."id") AS "trust"`;

const ENTRY = `SELECT v."serverName" AS "name", v."version", v."document", v."checksum", v."upstreamMeta",
  v."registryStatus"::text AS "status", ${STATUS_MESSAGE} AS "statusMessage", v."isLatest",
  ${time(`v."publishedAt"`)} AS "publishedAt", ${time(`v."updatedAt"`)} AS "updatedAt",
  ${time(`v."statusAt"`)} AS "statusChangedAt", ${TRUST}`;

// Planned or going on. Whether there is any at all is asked once per statement, so that a page
// costs nothing more while nothing is announced; the expression is that of an index.
const OPEN_NOTICE = `n."endedAt" IS NULL AND coalesce(n."endsAt", 'infinity'::timestamptz) > now()`;
const notices = (serverId: string, more = "") => `
  CASE WHEN (SELECT EXISTS (SELECT 1 FROM "ServerNotice" n WHERE ${OPEN_NOTICE})) THEN (
    SELECT json_agg(json_build_object('kind', n."kind", 'title', n."title"${more},
      'startsAt', ${time(`n."startsAt"`)}, 'endsAt', ${time(`n."endsAt"`)}) ORDER BY n."startsAt", n."id")
    FROM "ServerNotice" n WHERE n."serverId" = ${serverId} AND ${OPEN_NOTICE}) END AS "notices"`;
const PUBLIC_NOTICES = `,${notices(`v."serverId"`)}`;

const GOVERNANCE = `,${notices(`s."id"`, `, 'body', n."body"`)}, s."lifecycle"::text AS "lifecycle", v."lifecycle"::text AS "versionLifecycle",
  ${time(`v."approvedAt"`)} AS "approvedAt", s."origin"::text AS "origin", m."name" AS "source",
  t."slug" AS "teamSlug", t."name" AS "teamName", s."classification"::text AS "classification",
  s."deploymentModel"::text AS "deploymentModel",
  (SELECT json_agg(json_build_object('environment', d."environment", 'model', d."model", 'region', d."region")
     ORDER BY d."environment", d."provider", d."region")
   FROM "Deployment" d WHERE d."serverId" = s."id" AND d."status" = 'active') AS "deployments",
  (SELECT json_build_object('expiresAt', a."expiresAt",
     'allowedTools', CASE WHEN a."limitsTools" THEN a."allowedTools" END,
     'allowedEnvironments', CASE WHEN a."limitsEnvironments" THEN a."allowedEnvironments" END)
   FROM "Approval" a WHERE a."serverId" = v."serverId" AND a."version" = v."version" AND a."endedAt" IS NULL
   ORDER BY a."grantedAt" DESC LIMIT 1) AS "approval"`;

const FROM_VERSIONS = ` FROM "ServerVersion" v`;
const FROM = `${FROM_VERSIONS} JOIN "Server" s ON s."id" = v."serverId"`;
const FROM_GOVERNANCE = `${FROM} LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
  LEFT JOIN "MirrorSource" m ON m."id" = s."sourceId"`;

export type EntryQuery = {
  conditions: Conditions;
  /** What follows WHERE: order and limit. */
  tail: string;
  /** Prepared under this name; null where the best plan depends on the values. */
  prepare: string | null;
};

/** The entries in question, as this reader may have them. */
export async function selectEntries(
  sql: Readers["sql"],
  ctx: Context,
  { conditions, tail, prepare }: EntryQuery,
): Promise<RegistryEntry[]> {
  const anonymous = ctx.actor.kind === "anonymous";
  const needsServer = conditions.where.includes('s."');
  const visible = visibleTo(ctx.actor, conditions.next);
  conditions.values.push(...visible.values);
  const entry = `${ENTRY}, ${retirement(visible.text)}`;
  const select = anonymous
    ? entry + PUBLIC_NOTICES + (needsServer ? FROM : FROM_VERSIONS)
    : entry + GOVERNANCE + FROM_GOVERNANCE;
  const text = `${select} WHERE ${conditions.where} ${tail}`;
  const name = prepare === null ? {} : { name: `registry-${prepare}:${conditions.name}` };
  if (!anonymous) {
    const rows = await sql<EntryRow & GovernanceRow>({ ...name, text }, conditions.values);
    return rows.map((row) => ({
      ...entryOf(row),
      trust: publicTrust(row.trust, reportUrl(row)),
      governance: governanceOf(row),
    }));
  }
  const rows = await sql<PublicRow>({ ...name, text }, conditions.values);
  const clean = await withoutInternals(ctx);
  return rows.map((row) => clean({ ...entryOf(row), notices: row.notices ?? [] }, row.checksum));
}

function entryOf(row: EntryRow): RegistryEntry {
  return {
    name: row.name,
    version: row.version,
    document: withoutEmptyRepository(row.document),
    otherMeta: otherMeta(row.upstreamMeta),
    status: row.status,
    statusMessage: row.statusMessage,
    publishedAt: row.publishedAt,
    updatedAt: row.updatedAt,
    statusChangedAt: row.statusChangedAt,
    isLatest: row.isLatest,
    retirement: row.retirement,
    governance: null,
    trust: publicTrust(row.trust),
  };
}

function governanceOf(row: GovernanceRow): Governance {
  const { teamSlug, teamName } = row;
  return {
    lifecycle: row.lifecycle,
    versionLifecycle: row.versionLifecycle,
    approvedAt: row.approvedAt,
    origin: row.origin,
    source: row.source,
    ownerTeam: teamSlug === null || teamName === null ? null : { slug: teamSlug, name: teamName },
    classification: row.classification,
    deploymentModel: row.deploymentModel,
    deployments: row.deployments ?? [],
    approval: row.approval,
    notices: row.notices ?? [],
  };
}
