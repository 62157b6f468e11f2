import { diffVersions, type VersionDiff } from "#lib/catalog/core/diff-documents.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { STORED_TOOL, toolFactsOf } from "#lib/catalog/stored-tool.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { hashOf } from "#lib/trust/declared-tools.ts";
import { compareDefinitions, listedTools, type Placed } from "./core/definitions.ts";
import { removedFrom, type RemovedFrom } from "./core/removed-from.ts";
import { toolParts, type ToolPart } from "./core/tool-parts.ts";
import { approvedTools, listed, type Side as Version } from "./judged-tools.ts";
import { storedDocument } from "./payload.ts";
import type { TeamRef } from "./request-view.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";
import { toldTools, type Shown, type ToolsTold } from "./told-tools.ts";

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
  sinceRevision: Earlier[];
};
type Earlier = {
  revision: number;
  payload: JsonObject;
  /** The team that it asked to own the server, where there is such a team. */
  ownerTeam: TeamRef | null;
  diff: VersionDiff | null;
};

type RevisionRow = { revision: number; payload: unknown; document: string | null };
type RequestRow = {
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
  { current, reviewed }: { current: RevisionRow; reviewed: ReviewedVersion | null },
): Promise<RequestChange> {
  const proposed = sideOf(current);
  const sinceRevision = await earlierOnes(db, request, proposed);
  const deployment = await runningNow(db, request, current.payload);
  if (proposed === null) return { ...NO_DOCUMENT, deployment, sinceRevision };
  const version = textIn(proposed.document, "version");
  const known = { serverId: request.serverId ?? "", version };
  const shown = await toolsOf(db, request, { proposed, known, reviewed });
  const { definitions, told } = shown;
  const base =
    request.serverId === null
      ? null
      : await lastApproved(db, { ...known, before: request.decidedAt, isSeen: told.by === "scan" });
  const parts = partsOf(shown, base && base.approved);
  return {
    json: JSON.stringify(proposed.document, null, 2),
    version,
    against: base?.version ?? null,
    againstJson: base ? JSON.stringify(base.document, null, 2) : null,
    diff: base && withParts(diffDocuments(base.document, proposed.document), parts),
    ...{ tools: listedTools(definitions), parts, told, deployment, sinceRevision },
  };
}

function partsOf(
  { definitions, texts, seen }: Shown,
  approved: readonly Placed<ToolFacts>[] | null,
): ToolPart[] {
  const removed = removedFrom(seen, approved);
  return toolParts(compareDefinitions(definitions, approved), {
    before: approved && approved.flatMap(({ tools }) => tools),
    ...{ removed, marks: marksOf(texts, removed) },
  });
}

/** By name: what ticks are bound to, of what was told and of what is told no more where it was approved. */
const marksOf = (texts: ReadonlyMap<string, string>, removed: RemovedFrom) =>
  new Map(
    [...new Set([...texts.keys(), ...removed.keys()])].map((name) => {
      const text = texts.get(name) ?? "";
      const from = removed.get(name)?.map(({ option }) => option) ?? [];
      return [name, hashOf(from.length === 0 ? text : JSON.stringify([name, text, from]))];
    }),
  );

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

type Proposed = { proposed: Side; known: Known; reviewed: ReviewedVersion | null };

async function toolsOf(
  db: Db,
  { serverId, decidedAt }: RequestRow,
  { proposed, known, reviewed }: Proposed,
) {
  const stored =
    serverId === null || proposed.tools.length > 0 ? [] : await storedTools(db, known, decidedAt);
  return toldTools(db, {
    version: reviewed,
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

async function earlierOnes(
  db: Db,
  { revision: current, revisions }: RequestRow,
  proposed: Side | null,
): Promise<Earlier[]> {
  const earlier = revisions
    .filter(({ revision }) => revision < current)
    .map((row) => ({ ...row, payload: isJsonObject(row.payload) ? row.payload : {} }));
  const slugs = [...new Set(earlier.map(({ payload }) => textIn(payload, "ownerTeam")))];
  const teams = await teamsOf(
    db,
    slugs.filter((slug) => slug !== ""),
  );
  return earlier.map(({ revision, payload, document }) => ({
    ...{ revision, payload },
    ownerTeam: teams.find(({ slug }) => slug === textIn(payload, "ownerTeam")) ?? null,
    diff: diffOf(sideOf({ revision, payload, document }), proposed),
  }));
}

const teamsOf = async (db: Db, slugs: string[]): Promise<TeamRef[]> =>
  slugs.length === 0
    ? []
    : db.team.findMany({ where: { slug: { in: slugs } }, select: { slug: true, name: true } });

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
