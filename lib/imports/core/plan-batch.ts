import type { DocumentFacts } from "#lib/catalog/core/read-document.ts";
import type { ServerLifecycle, Visibility } from "#lib/catalog/core/words.ts";
import {
  admitsApproval,
  decideVersion,
  type ImportMode,
  type KnownServer,
  type KnownVersion,
  type NextVersion,
  type VersionDecision,
} from "./decide-version.ts";
import type { UpstreamFacts } from "./entry-shape.ts";

export type ImportOutcome = "imported" | "updated" | "unchanged" | "refused";

export type ReadableEntry = {
  position: number;
  facts: DocumentFacts;
  /** Text of the document, numbers as written. */
  document: string;
  checksum: string;
  /** Canonical text of the upstream `_meta`. */
  meta: string | null;
  upstream: UpstreamFacts;
};
type RefusedEntry = {
  position: number;
  name: string | null;
  version: string | null;
  field: string;
  reason: string;
};
export type BatchEntry = ReadableEntry | RefusedEntry;

export type StoredServer = KnownServer & {
  id: string;
  visibility: Visibility;
  exposed: boolean;
  /** Of the demo company: its decisions are nobody's. */
  demo: boolean;
};
export type StoredVersion = KnownVersion & { id: string };

export type Item = {
  position: number;
  name: string | null;
  version: string | null;
  outcome: ImportOutcome;
  field: string | null;
  reason: string | null;
};
export type VersionPlan = {
  /** Null for a version that is not stored yet. */
  stored: StoredVersion | null;
  /** The entry whose `_meta` counts, and whose document is taken if `next` says so. */
  entry: ReadableEntry;
  next: NextVersion;
  publishedAt: string;
  changed: string[];
};
export type ServerPlan = {
  name: string;
  stored: StoredServer | null;
  /** What the decisions go by: for a demo server that is being adopted, an undecided one. */
  judged: KnownServer | null;
  /** A demo server becomes a real one. */
  adopted: boolean;
  lifecycle: ServerLifecycle;
  exposed: boolean;
  versions: Map<string, VersionPlan>;
};
export type BatchPlan = { items: Item[]; servers: ServerPlan[] };

export type Known = {
  servers: ReadonlyMap<string, StoredServer>;
  /** Keyed by `versionKey`. */
  versions: ReadonlyMap<string, StoredVersion>;
};

export const versionKey = (name: string, version: string) => `${name}\n${version}`;

type Planning = { known: Known; mode: ImportMode; now: string; servers: Map<string, ServerPlan> };

/** What a batch does, entry by entry: a later entry of the same version meets the earlier one. */
export function planBatch(
  entries: readonly BatchEntry[],
  known: Known,
  { mode, now }: { mode: ImportMode; now: string },
): BatchPlan {
  const planning: Planning = { known, mode, now, servers: new Map() };
  const items = entries.map((entry) =>
    "facts" in entry ? planEntry(entry, planning) : refusedItem(entry),
  );
  for (const plan of planning.servers.values()) settle(plan, mode);
  markServerChanges(items, planning.servers);
  const servers = [...planning.servers.values()].filter(isChange);
  return { items, servers };
}

function refusedItem(entry: RefusedEntry): Item {
  return { ...entry, outcome: "refused" };
}

function planEntry(entry: ReadableEntry, planning: Planning): Item {
  const { name, version } = entry.facts;
  const server = serverPlan(name, planning);
  const stored = planning.known.versions.get(versionKey(name, version)) ?? null;
  const pending = server.versions.get(version) ?? null;
  const before = pending ? afterPlan(pending) : stored && judgedVersion(stored, server);
  const decision = decideVersion(server.judged, before, {
    incoming: { ...entry.upstream, checksum: entry.checksum, meta: entry.meta },
    mode: planning.mode,
  });

  const item = { position: entry.position, name, version, field: null, reason: null };
  switch (decision.outcome) {
    case "refused":
      return { ...item, ...decision };
    case "unchanged":
      approveServer(server, before?.lifecycle, planning.mode);
      return { ...item, outcome: "unchanged" };
    case "imported":
    case "updated":
      enter(server, { stored, pending, entry, decision }, planning);
      return { ...item, ...because(decision), outcome: decision.outcome };
  }
}

type Entering = {
  stored: StoredVersion | null;
  pending: VersionPlan | null;
  entry: ReadableEntry;
  decision: Taken;
};

function enter(server: ServerPlan, what: Entering, { mode, now }: Planning): void {
  const { stored, pending, entry, decision } = what;
  const publishedAt =
    entry.upstream.publishedAt ?? pending?.publishedAt ?? stored?.publishedAt ?? now;
  const plan = { stored, entry, next: decision.next, publishedAt, changed: changesOf(decision) };
  server.versions.set(entry.facts.version, pending ? merged(pending, plan) : plan);
  approveServer(server, decision.next.lifecycle, mode);
}

type Taken = Extract<VersionDecision, { outcome: "imported" | "updated" }>;

const changesOf = (decision: Taken) =>
  decision.outcome === "updated" ? decision.changed : ["document"];

function because(decision: Taken): { field?: string; reason?: string } {
  if (decision.outcome === "imported" || decision.reason === undefined) return {};
  return { field: decision.field ?? "document", reason: decision.reason };
}

function serverPlan(name: string, { known, servers, mode }: Planning): ServerPlan {
  const found = servers.get(name);
  if (found) return found;
  const stored = known.servers.get(name) ?? null;
  const undecided = stored !== null && isAdoptable(stored, mode);
  const plan: ServerPlan = {
    name,
    stored,
    judged: undecided ? { ...stored, lifecycle: "candidate", quarantined: false } : stored,
    adopted: false,
    lifecycle: stored?.lifecycle ?? "candidate",
    exposed: stored?.exposed ?? mode.expose,
    versions: new Map(),
  };
  servers.set(name, plan);
  return plan;
}

/**
 * The demo company shows real servers with decisions that nobody took. An administrator who
 * imports the real documents and approves them takes those servers over.
 */
function isAdoptable(server: StoredServer, mode: ImportMode): boolean {
  return server.demo && server.origin !== "internal" && mode.approve && !mode.fromMirror;
}

function judgedVersion(stored: StoredVersion, { stored: server, judged }: ServerPlan) {
  if (server === judged) return stored;
  return { ...stored, lifecycle: "candidate" as const, statusMessage: null };
}

/** A server that nobody has decided on is approved with its first approved version. */
function approveServer(
  server: ServerPlan,
  version: NextVersion["lifecycle"] | undefined,
  mode: ImportMode,
): void {
  const counts = version === "approved" || version === "deprecated";
  if (!mode.approve || !counts || !admitsApproval(server.judged)) return;
  server.adopted = server.stored !== null && isAdoptable(server.stored, mode);
  if (server.adopted || server.lifecycle === "candidate") server.lifecycle = "approved";
}

/**
 * An administrator's import shows known servers in the feed too; a mirror only those that it has
 * approved just now, so that a server concealed since stays concealed.
 */
function settle(server: ServerPlan, mode: ImportMode): void {
  if (!mode.expose || server.exposed || server.stored === null) return;
  const approvedNow = server.lifecycle !== server.stored.lifecycle;
  const seen = server.adopted || server.stored.visibility === "everyone";
  const may = seen && admitsApproval(server.judged);
  if (may && (!mode.fromMirror || approvedNow)) server.exposed = true;
}

function serverChanges({ stored, lifecycle, exposed, adopted }: ServerPlan): boolean {
  if (stored === null) return false;
  return adopted || stored.lifecycle !== lifecycle || stored.exposed !== exposed;
}

/** A new server of which nothing was taken is not made. */
function isChange(server: ServerPlan): boolean {
  return server.versions.size > 0 || serverChanges(server);
}

/** A server may change although its documents do not: its first entry tells so. */
function markServerChanges(items: Item[], servers: ReadonlyMap<string, ServerPlan>): void {
  for (const server of servers.values()) {
    if (!serverChanges(server) || server.versions.size > 0) continue;
    const first = items.find((item) => item.name === server.name && item.outcome === "unchanged");
    if (first) first.outcome = "updated";
  }
}

/** Two entries of one version in a batch: the later one counts, except for a document it kept. */
function merged(pending: VersionPlan, later: VersionPlan): VersionPlan {
  const { facts, document, checksum } = pending.entry;
  return {
    ...later,
    entry: later.next.takeDocument ? later.entry : { ...later.entry, facts, document, checksum },
    next: {
      ...later.next,
      approve: later.next.approve || pending.next.approve,
      takeDocument: later.next.takeDocument || pending.next.takeDocument,
    },
    changed: [...new Set([...pending.changed, ...later.changed])],
  };
}

/** How the version will stand once the plan so far is carried out. */
function afterPlan({ stored, entry, next, publishedAt }: VersionPlan): KnownVersion {
  return {
    lifecycle: next.lifecycle,
    statusMessage: next.statusMessage,
    checksum: next.takeDocument ? entry.checksum : (stored?.checksum ?? entry.checksum),
    meta: entry.meta ?? stored?.meta ?? null,
    metaStatus: entry.upstream.status ?? stored?.metaStatus ?? null,
    publishedAt,
  };
}
