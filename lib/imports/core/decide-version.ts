import type { Origin, ServerLifecycle, VersionLifecycle } from "#lib/catalog/core/words.ts";
import type { UpstreamFacts, UpstreamStatus } from "./entry-shape.ts";

/** What the administrator who imports, or the mirror source, has decided beforehand. */
export type ImportMode = { approve: boolean; expose: boolean; fromMirror: boolean };

export type KnownServer = {
  lifecycle: ServerLifecycle;
  quarantined: boolean;
  origin: Origin;
  /** It came from a mirror source other than the one that is being copied. */
  ofOtherSource?: boolean;
};

export type KnownVersion = {
  lifecycle: VersionLifecycle;
  statusMessage: string | null;
  checksum: string;
  /** Canonical text of the stored upstream `_meta`. */
  meta: string | null;
  metaStatus: UpstreamStatus | null;
  publishedAt: string;
};

export type Incoming = UpstreamFacts & { checksum: string; meta: string | null };

/** The version as it shall be; `approve` asks for a new approval date. */
export type NextVersion = {
  lifecycle: VersionLifecycle;
  statusMessage: string | null;
  approve: boolean;
  takeDocument: boolean;
};

export type VersionDecision =
  | { outcome: "imported"; next: NextVersion }
  | { outcome: "updated"; next: NextVersion; changed: string[]; field?: string; reason?: string }
  | { outcome: "unchanged" }
  | { outcome: "refused"; field: string; reason: string };

const CLOSED: Readonly<Partial<Record<VersionLifecycle, string>>> = {
  in_review: "changed upstream while this version is under review",
  rejected: "changed upstream, but this version was rejected here",
  retired: "changed upstream, but this version was retired here",
};
const APPROVAL_IS_FOR_ONE_DOCUMENT =
  "changed upstream after this version was approved: an approval is for one document, so approve it again";

/**
 * What an incoming document does to a version. Upstream may withdraw or warn, also of what we
 * approved; it never approves, and decisions taken here stay.
 */
export function decideVersion(
  server: KnownServer | null,
  version: KnownVersion | null,
  { incoming, mode }: { incoming: Incoming; mode: ImportMode },
): VersionDecision {
  const reason = mode.fromMirror ? foreignTo(server) : null;
  if (reason !== null) return { outcome: "refused", field: "name", reason };
  const mayApprove = mode.approve && admitsApproval(server);
  if (version === null) return { outcome: "imported", next: arriving(incoming, mayApprove) };

  const sameDocument = version.checksum === incoming.checksum;
  if (!sameDocument) {
    const refusal = changeRefusal(version, incoming, mayApprove);
    if (refusal !== null) return refusal;
  }
  const next = following(version, incoming, { mayApprove, sameDocument });
  const changed = changes(version, incoming, next);
  return changed.length === 0 ? { outcome: "unchanged" } : { outcome: "updated", next, changed };
}

/** Why a server is none that this mirror may change; null when it may. */
function foreignTo(server: KnownServer | null): string | null {
  if (server?.origin === "internal")
    return "belongs to one of our own servers, which no mirror may change";
  if (server?.ofOtherSource)
    return "comes from another mirror source, and no second one may change it";
  return null;
}

/** Only what nobody has decided on yet, or what stands approved, can be approved by an import. */
export function admitsApproval(server: KnownServer | null): boolean {
  if (server === null) return true;
  return !server.quarantined && ["candidate", "approved", "deprecated"].includes(server.lifecycle);
}

function arriving(incoming: Incoming, mayApprove: boolean): NextVersion {
  return { ...standing(incoming, mayApprove), approve: mayApprove, takeDocument: true };
}

/** The lifecycle of a version that nobody here has decided against. */
function standing(incoming: Incoming, approved: boolean) {
  if (incoming.status === "deleted")
    return { lifecycle: "retired" as const, statusMessage: incoming.statusMessage };
  if (!approved) return { lifecycle: "candidate" as const, statusMessage: null };
  return incoming.status === "deprecated"
    ? { lifecycle: "deprecated" as const, statusMessage: incoming.statusMessage }
    : { lifecycle: "approved" as const, statusMessage: null };
}

function changeRefusal(
  version: KnownVersion,
  incoming: Incoming,
  mayApprove: boolean,
): VersionDecision | null {
  const field = "document";
  const closed = CLOSED[version.lifecycle];
  if (closed !== undefined) return { outcome: "refused", field, reason: closed };
  if (version.lifecycle === "candidate" || mayApprove) return null;
  if (incoming.status !== "deleted")
    return { outcome: "refused", field, reason: APPROVAL_IS_FOR_ONE_DOCUMENT };
  // The deletion counts; the document that was approved stays on record as it was.
  return {
    outcome: "updated",
    next: { ...standing(incoming, false), approve: false, takeDocument: false },
    changed: ["lifecycle"],
    field,
    reason: "changed upstream and was deleted there: the version is retired, its document kept",
  };
}

type Circumstances = { mayApprove: boolean; sameDocument: boolean };

function following(
  version: KnownVersion,
  incoming: Incoming,
  { mayApprove, sameDocument }: Circumstances,
): NextVersion {
  const keep = { lifecycle: version.lifecycle, statusMessage: version.statusMessage };
  const takeDocument = !sameDocument;
  switch (version.lifecycle) {
    case "in_review":
    case "rejected":
      return { ...keep, approve: false, takeDocument };
    case "retired": {
      // Only what upstream itself withdrew comes back with upstream, and only where we approve.
      const back = mayApprove && version.metaStatus === "deleted" && incoming.status === "active";
      return back
        ? { ...standing(incoming, true), approve: true, takeDocument }
        : { ...keep, approve: false, takeDocument };
    }
    case "candidate":
      return { ...standing(incoming, mayApprove), approve: mayApprove, takeDocument };
    case "approved":
    case "deprecated":
      return { ...afterApproval(version, incoming), approve: !sameDocument, takeDocument };
  }
}

function afterApproval(version: KnownVersion, incoming: Incoming) {
  if (incoming.status === "deleted" || incoming.status === "deprecated")
    return version.lifecycle === "deprecated" && incoming.status !== "deleted"
      ? { lifecycle: version.lifecycle, statusMessage: warning(version, incoming) }
      : standing(incoming, true);
  // A warning that came from upstream goes with upstream; one of our own stays.
  const lifted =
    version.lifecycle === "deprecated" &&
    version.metaStatus === "deprecated" &&
    incoming.status === "active";
  if (lifted) return standing(incoming, true);
  return { lifecycle: version.lifecycle, statusMessage: version.statusMessage };
}

function warning(version: KnownVersion, incoming: Incoming): string | null {
  if (version.metaStatus !== "deprecated") return version.statusMessage ?? incoming.statusMessage;
  return incoming.statusMessage ?? version.statusMessage;
}

/** Which parts differ from what is stored: none means that nothing is written. */
function changes(version: KnownVersion, incoming: Incoming, next: NextVersion): string[] {
  const pairs: [string, boolean][] = [
    ["document", next.takeDocument],
    ["lifecycle", next.lifecycle !== version.lifecycle],
    ["statusMessage", next.statusMessage !== version.statusMessage],
    ["publishedAt", incoming.publishedAt !== null && incoming.publishedAt !== version.publishedAt],
    ["_meta", incoming.meta !== null && incoming.meta !== version.meta],
  ];
  return pairs.filter(([, differs]) => differs).map(([name]) => name);
}
