import { lookAlike } from "#lib/catalog/core/look-alike.ts";
import { lookAlikeSql } from "#lib/catalog/core/look-alike-sql.ts";
import { COMPANY_POLICY, PUBLIC_REGISTRY_RULES } from "#lib/catalog/core/publish-policy.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { validateDocument } from "#lib/catalog/validate-document.ts";
import type { Db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import type { EntryFacts } from "./core/facts.ts";
import { deprecationOf, transferredDaysAgo } from "./entry-history.ts";
import { installOptions, type InstallOption } from "./install-options.ts";
import { previousFacts } from "./previous-version.ts";
import { publisherFacts } from "./publisher-facts.ts";
import { EntryFactsInput } from "./schemas.ts";
import { submittedVersion } from "./submissions/submitted-version.ts";
import { approvedBy, currentPin } from "./tools/approved-tools.ts";

const MOST_ISSUES = 20;

const VERSION = {
  id: true,
  version: true,
  orderKey: true,
  lifecycle: true,
  document: true,
  createdAt: true,
  statusAt: true,
  upstreamMeta: true,
  revocation: { select: { kind: true, reason: true, byName: true, since: true } },
  tools: { select: { name: true } },
  server: {
    select: {
      id: true,
      name: true,
      origin: true,
      ownerTeamId: true,
      ownerTeam: {
        select: { members: { where: { user: { disabledAt: null } }, select: { userId: true } } },
      },
    },
  },
} as const;

/**
 * What the registry's own rows say of a version (MTF scope E), for the scan of one of its install
 * options; of the document of a request, what they would say of it. Imported revocations are not among them: they are looked up by the digest that a scan finds.
 */
export const loadEntryFacts = defineQuery({
  name: "loadEntryFacts",
  permission: "identity.resolve",
  input: EntryFactsInput,

  async run({ db, sql }, ctx, { versionId, option }): Promise<EntryFacts> {
    const version = await findVersion(db, versionId);
    const { server } = version;
    const document = documentOf(version.document);
    const asked = installOptions(document).find((one) => one.option === option) ?? null;
    const [
      publisher,
      lookAlikes,
      registeredDigest,
      previous,
      earlierVersions,
      transferred,
      deprecation,
      approvedTools,
    ] = await Promise.all([
      publisherFacts(db, {
        version,
        server,
        request: "request" in version ? version.request : null,
      }),
      lookAlikesOf(sql, server.name),
      digestOf(db, versionId, asked),
      previousFacts(db, { version, document }),
      earlierOf(db, { serverId: server.id, before: version.createdAt }),
      transferredDaysAgo(db, server, ctx.now),
      deprecationOf(db, { version, serverId: server.id }),
      approvedToolsOf(db, versionId, asked),
    ]);
    return {
      serverName: server.name,
      document,
      schemaIssues: schemaIssuesOf(document),
      ...publisher,
      owners: server.ownerTeam?.members.length ?? 0,
      lookAlikes,
      hasHomoglyphs: hasHomoglyphs(server.name, asked),
      revoked: version.revocation && {
        at: version.revocation.since.toISOString(),
        reason: `${version.revocation.kind}, ${version.revocation.reason}`,
        by: version.revocation.byName,
      },
      revocationFeedAgeHours: null,
      registeredDigest,
      previous,
      earlierVersions,
      transferredDaysAgo: transferred,
      approvedTools,
      deprecation,
    };
  },
});

async function findVersion(db: Db, id: string) {
  const version =
    (await db.serverVersion.findUnique({ where: { id }, select: VERSION })) ??
    (await submittedVersion(db, id));
  if (!version) throw new AppError("not_found", "There is no such version any more.");
  return version;
}

/** Held against what our own registry takes: an image inside the company is no mistake of its document. */
const schemaIssuesOf = (document: JsonObject): string[] =>
  validateDocument(document, COMPANY_POLICY)
    .issues.filter(
      ({ severity, reference }) => severity === "error" && !PUBLIC_REGISTRY_RULES.has(reference),
    )
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => (path === "" ? message : `${path} ${message}`));

/** Approved servers that a person could take for this one. */
async function lookAlikesOf(sql: Readers["sql"], name: string): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    {
      name: "trust-look-alikes",
      text: `SELECT s."name" FROM "Server" s WHERE ${lookAlikeSql(`s."name"`)} = $1 AND s."name" <> $2
        AND s."lifecycle" IN ('approved', 'deprecated') ORDER BY s."name" LIMIT 5`,
    },
    [lookAlike(name), name],
  );
  return rows.map((row) => row.name);
}

/** Names of servers and packages are ASCII: a letter that is not only looks like one. */
function hasHomoglyphs(serverName: string, option: InstallOption | null): boolean {
  const isName = option !== null && option.type !== "remote" && option.type !== "mcpb";
  return [serverName, isName ? option.name : ""].some((name) => /[^ -~]/.test(name));
}

/** As the document promises it, else as it was when the option was first scanned. */
async function digestOf(
  db: Db,
  versionId: string,
  option: InstallOption | null,
): Promise<string | null> {
  if (option?.reference == null) return null;
  if (option.promised !== null) return option.promised;
  const { kind, name } = option.reference;
  const first = await db.trustEvaluation.findFirst({
    where: { versionId, option: option.option, kind, name, digestSeen: true },
    orderBy: { finishedAt: "asc" },
    select: { digest: true },
  });
  return first?.digest ?? null;
}

async function approvedToolsOf(
  db: Db,
  versionId: string,
  option: InstallOption | null,
): Promise<EntryFacts["approvedTools"]> {
  if (option?.reference == null) return { state: "none" };
  const { kind, name } = option.reference;
  return approvedBy(await currentPin(db, { versionId, option: option.option, kind, name }));
}

/** In the order in which they came. */
async function earlierOf(
  db: Db,
  { serverId, before }: { serverId: string; before: Date },
): Promise<string[]> {
  const rows = await db.serverVersion.findMany({
    where: { serverId, createdAt: { lt: before }, lifecycle: { not: "rejected" } },
    orderBy: { createdAt: "asc" },
    select: { version: true },
  });
  return rows.map(({ version }) => version);
}
