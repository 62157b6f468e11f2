import { lockServer } from "#lib/catalog/lock-server.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { artifactsOf } from "./install-options.ts";
import { closeCutOff, queueScansOf, widenScans } from "./scan-steps.ts";
import { RequestScanInput } from "./schemas.ts";

/** How long the owner team waits between two scans of a version that it asks for. */
const OWNERS_WAIT_MS = 60 * 60_000;

export type RequestedScan = {
  scanId: string;
  versionId: string;
  /** False: one waits or runs already. */
  isNew: boolean;
};

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
    if (!mayOversee(server, ctx.actor))
      throw new AppError(
        "forbidden",
        "Members of the owner team, security and administrators may ask for a scan. Tell them.",
      );
    await closeCutOff(tx, ctx.now, asked.id);
    const open = await openScanOf(tx, asked.id);
    if (open !== null) {
      await widenScans(tx, [asked.id]);
      return { result: resultOf(open, asked, false), audit: [] };
    }
    if (artifactsOf(documentOf(asked.document)).length === 0)
      throw new AppError("conflict", "This version has nothing that Gatehouse can scan.");
    await requirePause(tx, ctx, asked.id);
    const why = { trigger: "asked", requestedById: personOf(ctx), now: ctx.now } as const;
    await queueScansOf(tx, [asked], why);
    const scan = await openScanOf(tx, asked.id);
    if (scan === null) throw new Error("A scan was queued and is not there.");
    return {
      result: resultOf(scan, asked, true),
      audit: [
        {
          action: "trust.request_scan",
          targetKind: "server",
          targetId: server.id,
          before: null,
          after: { version: asked.version, scan: scan.id },
        },
      ],
    };
  },
});

const resultOf = (scan: { id: string }, asked: { id: string }, isNew: boolean): RequestedScan => ({
  scanId: scan.id,
  versionId: asked.id,
  isNew,
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

const openScanOf = (tx: Tx, versionId: string) =>
  tx.trustScan.findFirst({
    where: { versionId, state: { in: ["queued", "running"] } },
    select: { id: true },
  });

const personOf = ({ actor }: Context) => (actor.kind === "user" ? actor.id : null);

async function requirePause(tx: Tx, ctx: Context, versionId: string): Promise<void> {
  if (mayAnyTime(ctx)) return;
  const last = await tx.trustScan.findFirst({
    where: {
      versionId,
      trigger: "asked",
      requestedAt: { gt: new Date(ctx.now.getTime() - OWNERS_WAIT_MS) },
    },
    orderBy: { requestedAt: "desc" },
    select: { requestedAt: true },
  });
  if (last === null) return;
  const again = new Date(last.requestedAt.getTime() + OWNERS_WAIT_MS);
  throw new AppError(
    "rate_limited",
    `Owners may ask once an hour: again from ${again.toISOString().slice(11, 16)} UTC on.`,
  );
}

const mayAnyTime = ({ actor }: Context) =>
  actor.kind === "system" ||
  (actor.kind === "user" && actor.roles.some((role) => role === "security" || role === "admin"));
