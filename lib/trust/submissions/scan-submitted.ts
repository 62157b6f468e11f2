import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { artifactsOf } from "../install-options.ts";
import { queueScansOf } from "../scan-steps.ts";

type Submitted = {
  requestId: string;
  revision: number;
  requesterId: string;
  /** The server it is about; null: the catalog does not have it. */
  serverId: string | null;
  serverName: string;
  document: {
    text: string;
    checksum: string;
    value: JsonObject;
    facts: { version: string };
  } | null;
};

/** What was scanned within this time is not scanned again because somebody wrote a new revision. */
const RECENT_MS = 86_400_000;

/**
 * A step: the document of a request that goes to review waits for a scan; one that it proposed before
 * does not wait any more.
 */
export async function scanSubmitted(tx: Tx, ctx: Context, submitted: Submitted): Promise<void> {
  const { requestId, requesterId, document } = submitted;
  if (document === null) return;
  const { checksum, text, value } = document;
  const known = await tx.trustSubmission.findUnique({
    where: { requestId_checksum: { requestId, checksum } },
    select: { versionId: true, scannedAt: true },
  });
  const versionId = known?.versionId ?? (await addSubmission(tx, ctx, { ...submitted, document }));
  await sqlOf(tx)({ text: FORGET }, [requestId, versionId]);
  const since = new Date(ctx.now.getTime() - RECENT_MS);
  if (artifactsOf(value).length === 0 || (known?.scannedAt ?? since) > since) return;
  const why = { trigger: "submitted", requestedById: requesterId, now: ctx.now } as const;
  await queueScansOf(tx, [{ id: versionId, document: text }], why);
}

/** Scans of what the request proposed before, unless the catalog has it. */
const FORGET = `
  DELETE FROM "TrustScan" t USING "TrustSubmission" s
  WHERE s."requestId" = $1::uuid AND t."versionId" = s."versionId" AND t."versionId" <> $2::uuid
    AND (t."state" = 'queued' OR t."nextTryAt" IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM "ServerVersion" v WHERE v."id" = t."versionId")`;

type Proposed = Submitted & { document: NonNullable<Submitted["document"]> };

/** The id of the version: that of the catalog where it has this very document, else a new one. */
async function addSubmission(tx: Tx, ctx: Context, proposed: Proposed): Promise<string> {
  const { requestId, revision, serverId, serverName, document } = proposed;
  const { checksum, facts } = document;
  const { version } = facts;
  const listed =
    serverId === null
      ? null
      : await tx.serverVersion.findFirst({
          where: { serverId, version, checksum },
          select: { id: true },
        });
  const versionId = listed?.id ?? randomUUID();
  await tx.trustSubmission.create({
    data: {
      ...{ requestId, checksum, revision, versionId, serverName, version },
      serverId: serverId ?? (await serverIdOf(tx, requestId)),
      createdAt: ctx.now,
    },
    select: { versionId: true },
  });
  return versionId;
}

/** All that a request proposes is of one server. */
async function serverIdOf(tx: Tx, requestId: string): Promise<string> {
  const first = await tx.trustSubmission.findFirst({
    where: { requestId },
    orderBy: { revision: "asc" },
    select: { serverId: true },
  });
  return first?.serverId ?? randomUUID();
}
