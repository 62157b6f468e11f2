import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { stringifyJson } from "#lib/kernel/json.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import { WHO_MAY_SCAN } from "./core/who-may-scan.ts";
import { artifactsOf } from "./install-options.ts";
import { closeCutOff, queueScansOf, widenScans } from "./scan-steps.ts";

/** How long the owner team waits between two scans of a version that it asks for. */
const OWNERS_WAIT_MS = 60 * 60_000;

export type AskedScan = {
  scanId: string;
  versionId: string;
  /** False: one waits or runs already. */
  isNew: boolean;
};

type Asking = {
  subject: { id: string; document: JsonObject };
  /** Whose members may ask, beside security and administrators. */
  owned: { ownerTeamId: string | null };
};

/**
 * A step: a scan that somebody asks for, of a version or of the document of a request; the one that
 * waits or runs already stays the one.
 * @throws AppError for who may not ask, or not yet, and for what cannot be scanned.
 */
export async function askForScan(tx: Tx, ctx: Context, asking: Asking): Promise<AskedScan> {
  const { subject, owned } = asking;
  const { id: versionId, document } = subject;
  if (!mayOversee(owned, ctx.actor)) throw new AppError("forbidden", `${WHO_MAY_SCAN} Tell them.`);
  await closeCutOff(tx, ctx.now, versionId);
  const open = await openScanOf(tx, versionId);
  if (open !== null) {
    await widenScans(tx, [versionId]);
    return { scanId: open.id, versionId, isNew: false };
  }
  if (artifactsOf(document).length === 0)
    throw new AppError("conflict", "This version has nothing that Gatehouse can scan.");
  await requirePause(tx, ctx, versionId);
  const why = { trigger: "asked", requestedById: personOf(ctx), now: ctx.now } as const;
  await queueScansOf(tx, [{ id: versionId, document: stringifyJson(document) }], why);
  const scan = await openScanOf(tx, versionId);
  if (scan === null) throw new Error("A scan was queued and is not there.");
  return { scanId: scan.id, versionId, isNew: true };
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
