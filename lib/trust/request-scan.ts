import { lockServer } from "#lib/catalog/lock-server.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { askForScan } from "./ask-for-scan.ts";
import { RequestScanInput } from "./schemas.ts";

/**
 * Asks for a scan of a version, the current one unless named: the owner team once an hour, security
 * and administrators at any time. The worker carries it out.
 */
export const requestScan = defineCommand({
  name: "requestScan",
  permission: "server.own",
  input: RequestScanInput,

  async run(tx, ctx, { name, version }) {
    const server = await lockServer(tx, ctx, {
      key: { name },
      select: { id: true, name: true, ownerTeamId: true, currentVersionId: true },
    });
    const asked = await findVersion(tx, ctx, { server, version });
    const subject = { id: asked.id, document: documentOf(asked.document) };
    const scan = await askForScan(tx, ctx, { subject, owned: server });
    if (!scan.isNew) return { result: scan, audit: [] };
    return {
      result: scan,
      audit: [
        {
          action: "trust.request_scan",
          targetKind: "server",
          targetId: server.id,
          before: null,
          after: { version: asked.version, scan: scan.scanId },
        },
      ],
    };
  },
});

type Asked = {
  server: { id: string; ownerTeamId: string | null; currentVersionId: string | null };
  version: string | undefined;
};

async function findVersion(tx: Tx, ctx: Context, { server, version }: Asked) {
  const found = await tx.serverVersion.findFirst({
    where: {
      serverId: server.id,
      lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      ...(version === undefined
        ? { id: { in: server.currentVersionId === null ? [] : [server.currentVersionId] } }
        : { version }),
    },
    select: { id: true, version: true, document: true },
  });
  if (!found) throw new AppError("not_found", "There is no such version of this server.");
  return found;
}
