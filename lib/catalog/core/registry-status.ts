import type { RegistryStatus, ServerLifecycle, VersionLifecycle } from "./words.ts";

export type RegistryStatusFacts = {
  serverLifecycle: ServerLifecycle;
  /** Or withheld by the brown-out of its retirement. */
  quarantined: boolean;
  versionLifecycle: VersionLifecycle;
};

type Standing = "absent" | "gone" | "warned" | "good";

const STANDING: Readonly<Record<ServerLifecycle, Standing>> = {
  candidate: "absent",
  in_review: "absent",
  rejected: "absent",
  retired: "gone",
  deprecated: "warned",
  approved: "good",
};

/**
 * How the official API shows a version; null means that it does not exist for clients.
 * What was never approved stays absent even in quarantine, so that a quarantine reveals nothing.
 */
export function registryStatus(facts: RegistryStatusFacts): RegistryStatus | null {
  const standings = [STANDING[facts.serverLifecycle], STANDING[facts.versionLifecycle]];
  if (standings.includes("absent")) return null;
  if (facts.quarantined || standings.includes("gone")) return "deleted";
  return standings.includes("warned") ? "deprecated" : "active";
}
