import { networkInterfaces } from "node:os";
import type { CodeFacts } from "../core/code-facts.ts";

export type Isolation = CodeFacts["isolation"];

/**
 * How this very process is fenced in, as far as it can see itself. Whether the network and the
 * user are its own only the parent knows, which says so by `claimed`; both have to agree.
 */
export function isolationHere(claimed: Pick<Isolation, "network" | "user">): Isolation {
  return {
    permissions: hasNoPermissions(),
    network: claimed.network && !hasNetwork(),
    user: claimed.user && process.getuid?.() !== 0,
  };
}

function hasNoPermissions(): boolean {
  // The type says that it is always there; without --permission it is not.
  const permission = process.permission as NodeJS.ProcessPermission | undefined;
  if (permission === undefined) return false;
  const refused = ["fs.write", "child", "worker", "addon"];
  return (
    refused.every((scope) => !permission.has(scope)) && !permission.has("fs.read", "/etc/passwd")
  );
}

/** A fresh network namespace has nothing but a loopback that is down. */
const hasNetwork = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some((one) => !one.internal));
