import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";

const VERSION = {
  id: true,
  version: true,
  document: true,
  lifecycle: true,
  isLatest: true,
  approvedAt: true,
  server: {
    select: { id: true, name: true, title: true, ownerTeamId: true, quarantinedAt: true },
  },
} as const;

/** A step: the version with its server, locked until the transaction ends. */
export async function lockVersion(tx: Tx, versionId: string) {
  // INVARIANT: one evaluation of a server is recorded at a time, so that the last one counts them all.
  await tx.$queryRaw`
    SELECT 1 FROM "Server" s JOIN "ServerVersion" v ON v."serverId" = s."id"
    WHERE v."id" = ${versionId}::uuid FOR UPDATE OF s`;
  const version = await tx.serverVersion.findUnique({ where: { id: versionId }, select: VERSION });
  if (!version) throw new AppError("not_found", "There is no such version any more.");
  return version;
}

export type LockedVersion = Awaited<ReturnType<typeof lockVersion>>;
