import type { ServerLifecycle } from "./words.ts";

export type ConnectableFacts = {
  lifecycle: ServerLifecycle;
  quarantined: boolean;
  latestVersion: string | null;
  /** Name of the owner team. */
  owner: string | null;
};
/** Why nobody should connect now, and what to do instead. */
export type ConnectRefusal = { title: string; next: string };

/** Null: go ahead. A deprecated server still works, so it may be connected. */
export function connectRefusal(facts: ConnectableFacts): ConnectRefusal | null {
  const asked = facts.owner === null ? "security" : `${facts.owner} or security`;
  if (facts.quarantined)
    return {
      title: "Quarantined: do not connect",
      next: `Remove it where it is set up already, and ask ${asked} when it is safe again.`,
    };
  switch (facts.lifecycle) {
    case "approved":
    case "deprecated":
      return facts.latestVersion === null
        ? { title: "No version is approved yet", next: `Ask ${asked} to review one.` }
        : null;
    case "candidate":
      return {
        title: "Not approved yet",
        next: `Nobody has reviewed this server. Ask ${asked} for a review if you need it.`,
      };
    case "in_review":
      return { title: "In review", next: `Wait for the decision, or ask ${asked} how far it is.` };
    case "rejected":
      return {
        title: "Rejected",
        next: `Look for an approved server that does the same, or ask ${asked} what would have to change.`,
      };
    case "retired":
      return {
        title: "Retired",
        next: "Remove it where it is set up, and look for an approved server that does the same.",
      };
  }
}

/** The facts that decide, taken from a server as its page shows it. */
export function connectRefusalOf(server: {
  lifecycle: ServerLifecycle;
  quarantine: object | null;
  latestVersion: string | null;
  owner: { name: string } | null;
}): ConnectRefusal | null {
  return connectRefusal({
    lifecycle: server.lifecycle,
    quarantined: server.quarantine !== null,
    latestVersion: server.latestVersion,
    owner: server.owner?.name ?? null,
  });
}
