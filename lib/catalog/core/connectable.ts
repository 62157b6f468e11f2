import type { ServerLifecycle, VersionLifecycle } from "./words.ts";

export type ConnectableFacts = {
  lifecycle: ServerLifecycle;
  quarantined: boolean;
  /** What the version that clients get as latest installs must not be used any more. */
  revoked: boolean;
  /** Of the version clients get as latest; null when they get none. */
  versionLifecycle: VersionLifecycle | null;
  /** The approval of that version has run out. */
  lapsed: boolean;
  /** Withheld at this hour by its retirement. */
  inBrownout: boolean;
  /** Name of the owner team. */
  owner: string | null;
};
/** Why nobody should connect now, and what to do instead; `renewal` where asking for one helps. */
export type ConnectRefusal = { title: string; next: string; renewal?: true };

const REFUSALS: Readonly<Record<ServerLifecycle, ((asked: string) => ConnectRefusal) | null>> = {
  approved: null,
  deprecated: null,
  candidate: (asked) => ({
    title: "Not approved yet",
    next: `Nobody has reviewed this server. Ask ${asked} for a review if you need it.`,
  }),
  in_review: (asked) => ({
    title: "In review",
    next: `Wait for the decision, or ask ${asked} how far it is.`,
  }),
  rejected: (asked) => ({
    title: "Rejected",
    next: `Look for an approved server that does the same, or ask ${asked} what would have to change.`,
  }),
  retired: () => ({
    title: "Retired",
    next: "Remove it where it is set up, and look for an approved server that does the same.",
  }),
};

/** Null: go ahead. A deprecated server still works, so it may be connected. */
export function connectRefusal(facts: ConnectableFacts): ConnectRefusal | null {
  const asked = facts.owner === null ? "security" : `${facts.owner} or security`;
  if (facts.quarantined)
    return {
      title: "Quarantined: do not connect",
      next: `Remove it where it is set up already, and ask ${asked} when it is safe again.`,
    };
  if (facts.revoked)
    return {
      title: "Revoked: do not connect",
      next: `Remove it where it is set up already. The reason stands at the top of this page; ask ${asked} for a version that may be used.`,
    };
  const refusal = REFUSALS[facts.lifecycle];
  if (refusal !== null) return refusal(asked);
  if (facts.versionLifecycle !== "approved" && facts.versionLifecycle !== "deprecated")
    return { title: "No version is approved", next: `Ask ${asked} to review one.` };
  if (facts.inBrownout)
    return {
      title: "Withheld at this hour",
      next: "It is being retired and in a brown-out: clients do not get it now. Connect its successor instead.",
    };
  if (!facts.lapsed) return null;
  return {
    title: "Its approval has run out",
    next: `Clients do not get it until the approval is renewed. ${facts.owner ?? "Its owner"} has to ask for that; you can ask as well.`,
    renewal: true,
  };
}

/** The same, of a server as its page shows it. */
export function connectRefusalOf(server: {
  lifecycle: ServerLifecycle;
  quarantine: object | null;
  revocation: object | null;
  latestVersion: string | null;
  current: { lifecycle: VersionLifecycle } | null;
  approval: { ranOut: boolean } | null;
  inBrownout: boolean;
  owner: { name: string } | null;
}): ConnectRefusal | null {
  return connectRefusal({
    lifecycle: server.lifecycle,
    quarantined: server.quarantine !== null,
    revoked: server.revocation !== null,
    versionLifecycle: server.latestVersion === null ? null : (server.current?.lifecycle ?? null),
    lapsed: server.approval?.ranOut ?? false,
    inBrownout: server.inBrownout,
    owner: server.owner?.name ?? null,
  });
}
