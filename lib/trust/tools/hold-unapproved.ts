import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { ApprovedTools, Tool } from "../core/facts.ts";
import { changesSince } from "../core/held-tools.ts";
import type { LockedVersion } from "../lock-version.ts";
import type { ToolPlace } from "./approved-tools.ts";
import { holdChanges } from "./hold-changes.ts";
import { tellHeld } from "./tell-held.ts";

type Seen = {
  version: LockedVersion;
  place: ToolPlace;
  /** The newest set that a scan saw. */
  setHash: string;
  tools: readonly Tool[];
  approved: ApprovedTools;
};

/** In the record: the hash of the set names them all. */
const MOST_NAMED = 100;
const ON_OFFER: ReadonlySet<string> = new Set(["approved", "deprecated"]);

/**
 * A step: holds the tools that are not as they were approved, and tells people of those that were not held
 * before. The version's server must be locked.
 */
export async function holdUnapproved(tx: Tx, ctx: Context, seen: Seen): Promise<AuditEntry[]> {
  const { version, place, setHash, tools, approved } = seen;
  const changes = changesSince(approved, tools);
  const { held, news } = await holdChanges(tx, { place, tools, changes, now: ctx.now });
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
