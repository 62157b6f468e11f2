import { storableText } from "#lib/catalog/core/document-text.ts";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { ApprovedTools, ToolsFacts } from "../core/facts.ts";
import { changesSince } from "../core/held-tools.ts";
import { installOptions } from "../install-options.ts";
import type { LockedVersion } from "../lock-version.ts";
import { approvedBy, currentPin, newestSnapshot, type ToolPlace } from "./approved-tools.ts";
import { holdChanges } from "./hold-changes.ts";
import { keepSnapshot } from "./keep-snapshot.ts";
import { showSeenTools } from "./show-seen-tools.ts";
import { tellHeld } from "./tell-held.ts";

type Seen = {
  version: LockedVersion;
  place: ToolPlace;
  evaluationId: string;
  /** RFC 3339, UTC. */
  at: string;
  /** Null: the scan could not see them, so what is held stays so. */
  tools: ToolsFacts | null;
};

/** In the record: the hash of the set names them all. */
const MOST_NAMED = 100;
const ON_OFFER: ReadonlySet<string> = new Set(["approved", "deprecated"]);

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
  const changes = changesSince(approved, tools.tools);
  await forgetGone(tx, version);
  const { held, news } = await holdChanges(tx, {
    place,
    tools: tools.tools,
    changes,
    now: ctx.now,
  });
  if (news.length === 0 || !ON_OFFER.has(version.lifecycle)) return [];
  await tellHeld(tx, ctx, { server: version.server, version: version.version, changes: news });
  return [
    {
      action: "trust.hold_tools",
      targetKind: "server",
      targetId: version.server.id,
      before: null,
      after: {
        version: version.version,
        option: place.option,
        setHash,
        heldInAll: held.length,
        held: held
          .slice(0, MOST_NAMED)
          .map(({ tool, kinds }) => ({ tool: storableText(tool), kinds: [...kinds] })),
      },
    },
  ];
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
