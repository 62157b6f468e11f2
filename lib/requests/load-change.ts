import { diffVersions, type VersionDiff } from "#lib/catalog/core/diff-documents.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { STORED_TOOL, toolFactsOf } from "#lib/catalog/stored-tool.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { compareDefinitions, listedTools, type Placed } from "./core/definitions.ts";
import { toolParts, type ToolPart } from "./core/tool-parts.ts";
import { approvedTools, listed, type Side as Version } from "./judged-tools.ts";
import { storedDocument } from "./payload.ts";
import { versionOf } from "./request-trust.ts";
import { toldTools, type ToolsTold } from "./told-tools.ts";

export type RequestChange = {
  /** The proposed server.json, indented; null where the kind has none. */
  json: string | null;
  version: string | null;
  /** The last approved version it is compared with; null: everything is new. */
  against: string | null;
  /** Its server.json, indented; null where there is none. */
  againstJson: string | null;
  /** Against the last approved version. */
  diff: VersionDiff | null;
  /** As its server told them to a scan, then what is only declared; each name once. */
  tools: ToolFacts[];
  /** The same by name with all definitions, and what is gone: what needs a look first. */
  parts: ToolPart[];
  /** Who told the tools; null where no document is proposed. */
  told: ToolsTold | null;
  /** The deployment that would change, as it is while nothing is decided; null: there is none. */
  deployment: JsonObject | null;
  /** Earlier revisions of this request: what they asked, and how the document changed since. */
  sinceRevision: { revision: number; payload: JsonObject; diff: VersionDiff | null }[];
};

type RevisionRow = { revision: number; payload: unknown; document: string | null };
type RequestRow = {
  id: string;
  revision: number;
  serverId: string | null;
  decidedAt: Date | null;
  revisions: RevisionRow[];
};
type Side = { document: JsonObject; tools: ToolFacts[] };

/** A step: what would change, against what was approved last and against what was asked before. */
export async function loadChange(
  db: Db,
  request: RequestRow,
  { current, now }: { current: RevisionRow; now: Date },
): Promise<RequestChange> {
  const proposed = sideOf(current);
  const sinceRevision = request.revisions
    .filter((earlier) => earlier.revision < request.revision)
    .map((earlier) => ({ ...earlierOf(earlier), diff: diffOf(sideOf(earlier), proposed) }));
  const deployment = await runningNow(db, request, current.payload);
  if (proposed === null) return { ...NO_DOCUMENT, deployment, sinceRevision };
  const version = textIn(proposed.document, "version");
  const known = { serverId: request.serverId ?? "", version };
  const { definitions, told, marks } = await toolsOf(db, request, {
    ...{ current, proposed, known, now },
  });
  const base =
    request.serverId === null
      ? null
      : await lastApproved(db, { ...known, before: request.decidedAt, isSeen: told.by === "scan" });
  const compared = compareDefinitions(definitions, base && base.approved);
  const before = base && base.approved.flatMap(({ tools }) => tools);
  const parts = toolParts(compared, { before, marks });
  return {
    json: JSON.stringify(proposed.document, null, 2),
    version,
    against: base?.version ?? null,
    againstJson: base ? JSON.stringify(base.document, null, 2) : null,
    diff: base && withParts(diffDocuments(base.document, proposed.document), parts),
    ...{ tools: listedTools(definitions), parts, told, deployment, sinceRevision },
  };
}

const diffDocuments = (before: JsonObject, after: JsonObject): VersionDiff =>
  diffVersions({ document: before, tools: [] }, { document: after, tools: [] });

/** Tools stand after security. */
function withParts({ changes, more }: VersionDiff, parts: readonly ToolPart[]): VersionDiff {
  const isSecurity = ({ group }: { group: string }) => group === "security";
  return {
    changes: [
      ...changes.filter(isSecurity),
      ...parts.flatMap((part) => part.changes),
      ...changes.filter((change) => !isSecurity(change)),
    ],
    more,
  };
}

type Proposed = { current: RevisionRow; proposed: Side; known: Known; now: Date };

async function toolsOf(
  db: Db,
  { id, serverId, decidedAt }: RequestRow,
  { current, proposed, known, now }: Proposed,
) {
  const version = await versionOf(db, { id, serverId, document: current.document }, now);
  const stored =
    serverId === null || proposed.tools.length > 0 ? [] : await storedTools(db, known, decidedAt);
  return toldTools(db, {
    version,
    ...(stored.length > 0
      ? { known: stored, by: "catalog" }
      : { known: proposed.tools, by: "declaration" }),
    until: decidedAt,
  });
}

const NO_DOCUMENT = {
  json: null,
  version: null,
  against: null,
  againstJson: null,
  diff: null,
  tools: [],
  parts: [],
  told: null,
};

const earlierOf = ({ revision, payload }: RevisionRow) => ({
  revision,
  payload: isJsonObject(payload) ? payload : {},
});

const diffOf = (before: Side | null, after: Side | null): VersionDiff | null =>
  before && after ? diffVersions(before, after) : null;

function sideOf({ payload, document }: RevisionRow): Side | null {
  if (document === null) return null;
  const read = storedDocument(document);
  const given = isJsonObject(payload) ? toolFacts(ownValue(payload, "tools")) : [];
  return { document: read.value, tools: given.length > 0 ? given : read.facts.tools };
}

/** In the form of the payload, so that the two can be shown side by side. */
async function runningNow(
  db: Db,
  { serverId, decidedAt }: RequestRow,
  payload: unknown,
): Promise<JsonObject | null> {
  const asked = isJsonObject(payload) ? ownValue(payload, "deployment") : undefined;
  if (serverId === null || decidedAt !== null || !isJsonObject(asked)) return null;
  return db.deployment.findFirst({
    where: {
      serverId,
      environment: textIn(asked, "environment"),
      provider: textIn(asked, "provider"),
      status: { not: "ended" },
    },
    select: {
      environment: true,
      provider: true,
      region: true,
      residency: true,
      address: true,
      operatedBy: true,
    },
  });
}

type Known = { serverId: string; version: string };

/**
 * A candidate that a mirror brought may have its tools in the catalog, where its document has none. What
 * scans saw since the decision is listed there as well, and nobody decided about it.
 */
async function storedTools(
  db: Db,
  { serverId, version }: Known,
  decidedAt: Date | null,
): Promise<ToolFacts[]> {
  const tools = await db.tool.findMany({
    where: {
      serverVersion: { serverId, version },
      ...(decidedAt === null ? {} : { origin: { not: "live" } }),
    },
    orderBy: { name: "asc" },
    select: STORED_TOOL,
  });
  return tools.map(toolFactsOf);
}

type Before = Known & {
  before: Date | null;
  /** What is proposed was seen by a scan: it is held against the tools that were approved as such. */
  isSeen: boolean;
};

type LastApproved = {
  version: string;
  document: JsonObject;
  /** Its tools, for each way to install it where that is known. */
  approved: Placed<ToolFacts>[];
};

/** The one that was approved when this was decided, or is now: never the proposed one itself. */
async function lastApproved(
  db: Db,
  { serverId, version, before, isSeen }: Before,
): Promise<LastApproved | null> {
  const row = await db.serverVersion.findFirst({
    where: {
      serverId,
      version: { not: version },
      lifecycle: { in: ["approved", "deprecated"] },
      ...(before === null ? {} : { approvedAt: { lt: before } }),
    },
    orderBy: { orderKey: "desc" },
    select: {
      id: true,
      version: true,
      document: true,
      tools: { select: STORED_TOOL, orderBy: { name: "asc" } },
    },
  });
  if (!row) return null;
  const document = documentOf(row.document);
  const side: Version = { id: row.id, document, tools: row.tools.map(toolFactsOf) };
  const approved = isSeen ? await approvedTools(db, side, before) : [listed(side)];
  return { version: row.version, document, approved };
}
