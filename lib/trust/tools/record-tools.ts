import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { ApprovedTools, ToolsFacts } from "../core/facts.ts";
import { installOptions } from "../install-options.ts";
import type { LockedVersion } from "../lock-version.ts";
import { approvedBy, currentPin, newestSnapshot, type ToolPlace } from "./approved-tools.ts";
import { holdUnapproved } from "./hold-unapproved.ts";
import { keepSnapshot } from "./keep-snapshot.ts";
import { showSeenTools } from "./show-seen-tools.ts";

type Seen = {
  version: LockedVersion;
  place: ToolPlace;
  evaluationId: string;
  /** RFC 3339, UTC. */
  at: string;
  /** Null: the scan could not see them, so what is held stays so. */
  tools: ToolsFacts | null;
};

/**
 * A step: keeps which tools a scan saw, holds those that are not as they were approved, and tells
 * people of those that were not held before. The version's server must be locked.
 * @throws AppError `conflict` when the pin has moved since the scan was judged.
 */
export async function recordTools(tx: Tx, ctx: Context, seen: Seen): Promise<AuditEntry[]> {
  const { version, place, tools } = seen;
  if (tools === null) return [];
  const before = await newestSnapshot(tx, place);
  const setHash = await keepSnapshot(tx, { ...seen, tools });
  if (tools.from === "declared") return [];
  if (before?.setHash !== setHash)
    await showSeenTools(tx, version.id, documentOf(version.document));
  const approved = approvedBy(await currentPin(tx, place));
  requireSamePin(tools, approved);
  await forgetGone(tx, version);
  return holdUnapproved(tx, ctx, { version, place, setHash, tools: tools.tools, approved });
}

/** Ways to install it that the document no longer has hold nothing. */
async function forgetGone(tx: Tx, { id: versionId, document }: LockedVersion): Promise<void> {
  const options = installOptions(documentOf(document)).map(({ option }) => option);
  await tx.trustHeldTool.deleteMany({ where: { versionId, option: { notIn: options } } });
}

/** What was judged by another pin says nothing about this one: the scan is repeated. */
function requireSamePin({ pinnedHash }: ToolsFacts, approved: ApprovedTools): void {
  const now = approved.state === "pinned" ? approved.setHash : null;
  if (pinnedHash === now) return;
  throw new AppError("conflict", "What is approved of its tools has changed while it was scanned.");
}
