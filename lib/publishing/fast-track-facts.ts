import { documentOf } from "#lib/catalog/server-view.ts";
import { STORED_TOOL, toolFactsOf } from "#lib/catalog/stored-tool.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { inTeam } from "#lib/requests/revise.ts";
import { tierOf, type LockedRequest } from "#lib/requests/lock-request.ts";
import { storedDocument, type ProposedDocument } from "#lib/requests/payload.ts";
import { trustRuleOf } from "#lib/reviews/core/trust-rules.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import type { FastTrackFacts, Release } from "./core/fast-track.ts";

export type FastTrackCase = { before: Release; facts: FastTrackFacts; validUntil: Date | null };

type Asked = { request: LockedRequest; document: ProposedDocument; byPipeline: boolean };

/**
 * A step: what the fast track is decided on; null where it cannot come into question: another
 * kind, no approved version, or a policy without it.
 */
export async function fastTrackCase(
  tx: Tx,
  ctx: Context,
  { request, document, byPipeline }: Asked,
): Promise<FastTrackCase | null> {
  const { serverId, kind, serverName } = request;
  if (serverId === null || kind !== "add_version") return null;
  const { rules } = await loadPolicy(tx);
  if (!rules.fastTrack.patchReleases) return null;
  const [server, latest] = await Promise.all([
    tx.server.findUniqueOrThrow({
      where: { id: serverId },
      select: { lifecycle: true, quarantinedAt: true, ownerTeamId: true, classification: true },
    }),
    tx.serverVersion.findFirst({
      where: { serverId, isLatest: true, lifecycle: "approved" },
      select: { version: true, checksum: true, document: true, tools: { select: STORED_TOOL } },
    }),
  ]);
  if (!latest) return null;
  const approval = await approvalOf(tx, ctx, { serverId, ...latest });
  return {
    before: { document: documentOf(latest.document), tools: latest.tools.map(toolFactsOf) },
    validUntil: approval.expiresAt,
    facts: {
      allowed: true,
      byPipeline,
      byOwner: inTeam(ctx, server.ownerTeamId),
      inGoodStanding: server.lifecycle === "approved" && server.quarantinedAt === null,
      tier: tierOf(request),
      // Nothing is scored yet, so nothing is lower.
      trust: { before: null, after: null },
      leastTrust: trustRuleOf(rules.trust, server.classification).minimum,
      approval: approval.state,
      objectedBefore: await wasObjectedTo(tx, {
        serverName,
        version: document.facts.version,
        exceptId: request.id,
      }),
    },
  };
}

type Approved = { serverId: string; version: string; checksum: string };

/** A version that was approved before there were requests has no row, and no conditions. */
async function approvalOf(
  tx: Tx,
  ctx: Context,
  { serverId, version, checksum }: Approved,
): Promise<{ state: FastTrackFacts["approval"]; expiresAt: Date | null }> {
  const rows = await tx.approval.findMany({
    where: { serverId, version },
    select: {
      checksum: true,
      limitsTools: true,
      limitsEnvironments: true,
      note: true,
      expiresAt: true,
      endedAt: true,
    },
  });
  if (rows.length === 0) return { state: "clear", expiresAt: null };
  const live = rows.filter(
    (row) =>
      row.checksum === checksum &&
      row.endedAt === null &&
      (row.expiresAt === null || row.expiresAt > ctx.now),
  );
  const [first] = live;
  if (!first) return { state: "ended", expiresAt: null };
  const bound = live.some((row) => row.limitsTools || row.limitsEnvironments || row.note !== null);
  return { state: bound ? "conditioned" : "clear", expiresAt: first.expiresAt };
}

/** Whether a reviewer had a word against this version, however the request with it ended. */
async function wasObjectedTo(
  tx: Tx,
  { serverName, version, exceptId }: { serverName: string; version: string; exceptId: string },
): Promise<boolean> {
  const rows = await tx.request.findMany({
    where: {
      id: { not: exceptId },
      serverName,
      kind: { in: ["add_version", "list_server"] },
      OR: [
        { raisedTier: { not: null } },
        { decisions: { some: { decision: { not: "approve" } } } },
      ],
    },
    select: { revisions: { select: { document: true } } },
  });
  return rows.some(({ revisions }) =>
    revisions.some(
      ({ document }) => document !== null && storedDocument(document).facts.version === version,
    ),
  );
}
