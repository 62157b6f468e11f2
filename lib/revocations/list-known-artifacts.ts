import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

const ListKnownArtifactsInput = z.object({
  /** Only versions that were registered, changed or scanned from then on; null: all. */
  since: z.date().nullable(),
  after: z.uuid().nullable(),
});

export type KnownArtifacts = {
  packages: { registryType: string; identifier: string; version: string | null }[];
  digests: string[];
  nextAfter: string | null;
};

const PAGE = 2_000;
const ALL = `SELECT v."id" FROM "ServerVersion" v WHERE v."id" > $1::uuid ORDER BY v."id" LIMIT ${PAGE}`;
const RECENT = `
  SELECT x."id" FROM (
    SELECT v."id" FROM "ServerVersion" v WHERE v."updatedAt" >= $2
    UNION SELECT t."versionId" FROM "VersionTrust" t WHERE t."evaluatedAt" >= $2
  ) x WHERE x."id" > $1::uuid ORDER BY x."id" LIMIT ${PAGE}`;
const artifacts = (ids: string) => `
  WITH page AS (${ids})
  SELECT (SELECT max(p."id"::text) FROM page p) AS "last", (SELECT count(*)::int FROM page) AS "count",
    (SELECT coalesce(json_agg(DISTINCT jsonb_build_object('registryType', p."registryType", 'identifier', p."identifier", 'version', p."version")), '[]')
     FROM "VersionPackage" p WHERE p."versionId" IN (SELECT "id" FROM page)) AS "packages",
    (SELECT coalesce(json_agg(DISTINCT d."digest"), '[]') FROM (
       SELECT p."digest" FROM "VersionPackage" p WHERE p."versionId" IN (SELECT "id" FROM page) AND p."digest" IS NOT NULL
       UNION SELECT e."digest" FROM "TrustEvaluation" e WHERE e."versionId" IN (SELECT "id" FROM page) AND e."digest" IS NOT NULL
     ) d) AS "digests"`;

type Row = { last: string | null; count: number } & Pick<KnownArtifacts, "packages" | "digests">;

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/** What versions install, a page of versions at a time: for the comparison with imported lists. For the worker. */
export const listKnownArtifacts = defineQuery({
  name: "listKnownArtifacts",
  permission: "identity.resolve",
  input: ListKnownArtifactsInput,

  async run({ sql }, _ctx, { since, after }): Promise<KnownArtifacts> {
    const from = after ?? BEFORE_ALL;
    const [row] =
      since === null
        ? await sql<Row>({ name: "known-artifacts", text: artifacts(ALL) }, [from])
        : await sql<Row>({ name: "recent-artifacts", text: artifacts(RECENT) }, [from, since]);
    const { packages = [], digests = [], count = 0, last = null } = row ?? {};
    return { packages, digests, nextAfter: count < PAGE ? null : last };
  },
});
