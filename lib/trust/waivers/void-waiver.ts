import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { ControlId } from "../core/controls.ts";
import type { LockedVersion } from "../lock-version.ts";
import { tellOfWaiver } from "./tell-of-waiver.ts";

type Void = { id: string; control: ControlId; reason: string; version: LockedVersion };

/** A step: ends a waiver of something that turned out to be what nobody may waive, and says so. */
export async function voidWaiver(
  tx: Tx,
  ctx: Context,
  { id, control, reason, version }: Void,
): Promise<AuditEntry> {
  const { server } = version;
  await tx.trustWaiverEnd.create({
    data: { waiverId: id, cause: "void", reason, endedAt: ctx.now },
    select: { waiverId: true },
  });
  await tellOfWaiver(tx, ctx, {
    server,
    waiver: { id, control, version: version.version },
    title: (what) => `${what} is void`,
    body: reason,
    alsoSecurity: true,
  });
  return {
    action: "trust.void_waiver",
    targetKind: "server",
    targetId: server.id,
    before: { version: version.version, control, waived: true },
    after: { waiver: id, waived: false, reason },
  };
}
