import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { askForScan, type AskedScan } from "#lib/trust/ask-for-scan.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { isEnded } from "./core/words.ts";
import { lockRequest, type LockedRequest } from "./lock-request.ts";
import { versionOf } from "./request-trust.ts";
import { RequestRef } from "./schemas.ts";

/**
 * Asks for a scan of the document of a request, by the rules for versions: the owner team once an hour,
 * security and administrators at any time. The worker carries it out.
 */
export const scanRequest = defineCommand({
  name: "scanRequest",
  permission: "server.own",
  input: RequestRef,

  async run(tx, ctx, { requestId }): Promise<{ result: AskedScan; audit: readonly AuditEntry[] }> {
    const request = await lockRequest(tx, ctx, requestId);
    const { ownerTeamId, server } = request;
    if (isEnded(request.state) || request.state === "draft")
      throw new AppError(
        "conflict",
        request.state === "draft"
          ? "A draft is scanned once it is handed in."
          : "This request is closed: ask for a scan on the Trust tab of the server.",
      );
    const subject = await subjectOf(tx, ctx, request);
    // A request may name another team than the one that owns the server now.
    const owned = { ownerTeamId: server?.ownerTeamId ?? ownerTeamId };
    const asked = await askForScan(tx, ctx, { subject, owned });
    if (!asked.isNew) return { result: asked, audit: [] };
    return {
      result: asked,
      audit: [
        {
          action: "trust.request_scan",
          targetKind: "request",
          targetId: request.id,
          before: null,
          after: { version: subject.version, scan: asked.scanId },
        },
      ],
    };
  },
});

async function subjectOf(tx: Tx, ctx: Context, request: LockedRequest) {
  const { id, serverId, revision } = request;
  const { document } = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: id, revision } },
    select: { document: true },
  });
  const version =
    document === null ? null : await versionOf(tx, { id, serverId, document }, ctx.now);
  if (version === null)
    throw new AppError("conflict", "This request brings no document that could be scanned.");
  return version;
}
