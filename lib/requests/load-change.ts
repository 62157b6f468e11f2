import { diffVersions, type VersionDiff } from "#lib/catalog/core/diff-documents.ts";
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { STORED_TOOL, toolFactsOf } from "#lib/catalog/stored-tool.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { storedDocument } from "./payload.ts";

export type RequestChange = {
  /** The proposed server.json, indented; null where the kind has none. */
  json: string | null;
  version: string | null;
  /** The last approved version it is compared with; null: everything is new. */
  against: string | null;
  /** Against the last approved version. */
  diff: VersionDiff | null;
  tools: ToolFacts[];
  /** Against earlier revisions of this request, by their number. */
  sinceRevision: { revision: number; diff: VersionDiff }[];
};

type RevisionRow = { revision: number; payload: unknown; document: string | null };
type RequestRow = { revision: number; serverId: string | null; revisions: RevisionRow[] };
type Side = { document: JsonObject; tools: ToolFacts[] };

/** A step: what would change, against what was approved last and against what was asked before. */
export async function loadChange(
  db: Db,
  request: RequestRow,
  current: RevisionRow,
): Promise<RequestChange> {
  const after = sideOf(current);
  if (after === null)
    return { json: null, version: null, against: null, diff: null, tools: [], sinceRevision: [] };
  const base = request.serverId === null ? null : await lastApproved(db, request.serverId);
  return {
    json: JSON.stringify(after.document, null, 2),
    version: String(ownValue(after.document, "version") ?? ""),
    against: base?.version ?? null,
    diff: base
      ? diffVersions(
          base.side,
          after.tools.length === 0 ? { ...after, tools: base.side.tools } : after,
        )
      : null,
    tools: after.tools,
    sinceRevision: request.revisions.flatMap((earlier) => {
      const before = earlier.revision < request.revision ? sideOf(earlier) : null;
      return before ? [{ revision: earlier.revision, diff: diffVersions(before, after) }] : [];
    }),
  };
}

function sideOf({ payload, document }: RevisionRow): Side | null {
  if (document === null) return null;
  const read = storedDocument(document);
  const given = isJsonObject(payload) ? toolFacts(ownValue(payload, "tools")) : [];
  return { document: read.value, tools: given.length > 0 ? given : read.facts.tools };
}

async function lastApproved(
  db: Db,
  serverId: string,
): Promise<{ version: string; side: Side } | null> {
  const row = await db.serverVersion.findFirst({
    where: { serverId, lifecycle: { in: ["approved", "deprecated"] } },
    orderBy: { orderKey: "desc" },
    select: {
      version: true,
      document: true,
      tools: { select: STORED_TOOL, orderBy: { name: "asc" } },
    },
  });
  if (!row) return null;
  return {
    version: row.version,
    side: { document: documentOf(row.document), tools: row.tools.map(toolFactsOf) },
  };
}
