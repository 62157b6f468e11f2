import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { projectTrust } from "#lib/trust/project-trust.ts";
import { queueScansOf } from "#lib/trust/scan-steps.ts";

export type AffectedVersion = {
  id: string;
  version: string;
  document: string;
  /** Set while something revokes it. */
  revocationId: string | null;
  isEvaluated: boolean;
  onOffer: boolean;
};
export type AffectedServer = {
  id: string;
  name: string;
  title: string | null;
  ownerTeamId: string | null;
  versions: AffectedVersion[];
};

const TEXT = `
  SELECT v."id", v."version", v."document", v."revocationId", t."versionId" IS NOT NULL AS "isEvaluated",
    v."lifecycle" IN ('approved', 'deprecated') AS "onOffer",
    s."id" AS "serverId", s."name", s."title", s."ownerTeamId"
  FROM "Revocation" r
  JOIN LATERAL gatehouse_revoked_versions(r) AS g("versionId") ON true
  JOIN "ServerVersion" v ON v."id" = g."versionId"
  JOIN "Server" s ON s."id" = v."serverId"
  LEFT JOIN "VersionTrust" t ON t."versionId" = v."id"
  WHERE r."id" = $1::uuid ORDER BY s."name", v."orderKey" DESC`;

type Row = AffectedVersion & {
  serverId: string;
  name: string;
  title: string | null;
  ownerTeamId: string | null;
};

/** A step: the servers that a revocation is about, each with those of its versions. */
export async function affectedBy(tx: Tx, revocationId: string): Promise<AffectedServer[]> {
  const rows = await sqlOf(tx)<Row>({ text: TEXT }, [revocationId]);
  const servers = new Map<string, AffectedServer>();
  for (const { serverId, name, title, ownerTeamId, ...version } of rows) {
    const known = servers.get(serverId) ?? { id: serverId, name, title, ownerTeamId, versions: [] };
    known.versions.push(version);
    servers.set(serverId, known);
  }
  return [...servers.values()];
}

/** A step: scans say anew how these versions stand; what is revoked no more stands by its evaluations until then. */
export async function rescan(tx: Tx, servers: readonly AffectedServer[], now: Date): Promise<void> {
  const versions = servers.flatMap((server) => server.versions);
  for (const { id, document, revocationId, isEvaluated } of versions)
    if (isEvaluated && revocationId === null)
      await projectTrust(tx, { id, document: documentOf(document) }, now);
  const evaluated = versions.filter(({ isEvaluated }) => isEvaluated);
  await queueScansOf(tx, evaluated, { trigger: "schedule", requestedById: null, now });
}
