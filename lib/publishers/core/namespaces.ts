import { isProven, type ProofMethod, type ProofState } from "./proof.ts";

export const PUBLISHER_KINDS = ["domain", "github", "npm", "team"] as const;
export type PublisherKind = (typeof PUBLISHER_KINDS)[number];

/** `com.acme.tools` of `tools.acme.com`. */
export const namespaceOfDomain = (domain: string): string => domain.split(".").reverse().join(".");

/** `com.acme.tools` is below `com.acme`, and `com.acme` itself; `com.acmetools` is not. */
export const isBelow = (namespace: string, root: string): boolean =>
  namespace === root || namespace.startsWith(`${root}.`);

/** The namespace itself and all above it: `com.acme.tools`, `com.acme`, `com`. */
export function selfAndAbove(namespace: string): string[] {
  const parts = namespace.split(".");
  return parts.map((_, at) => parts.slice(0, parts.length - at).join("."));
}

export const namespaceOfServer = (name: string): string => (name.split("/")[0] ?? "").toLowerCase();

type Claiming = { kind: PublisherKind; identity: string };

/** Why a publisher cannot have this namespace; null: it can. */
export function claimRefusal(
  { kind, identity }: Claiming,
  namespace: string,
  internalDomains: readonly string[],
): string | null {
  switch (kind) {
    case "domain":
      return isBelow(namespace, namespaceOfDomain(identity))
        ? null
        : `${namespace} is not below ${namespaceOfDomain(identity)}, the namespace of ${identity}.`;
    case "github":
      return namespace === `io.github.${identity}`
        ? null
        : `The namespace of the GitHub organisation ${identity} is io.github.${identity}.`;
    case "npm":
      return "An npm organisation has no namespace of servers: give its domain an identity of its own.";
    case "team":
      return internalDomains.some((domain) => isBelow(namespace, namespaceOfDomain(domain)))
        ? null
        : `${namespace} is below none of the company's domains. An administrator names those under Anonymous feed.`;
  }
}

export type Proven = Claiming & { state: ProofState; method: ProofMethod | null };

/**
 * How the domain of a namespace is proven; null: it is not. DNS stands for the domain and everything
 * below it; a file only for the very host that serves it, as in the official registry.
 */
export function proofOf(
  { kind, identity, state, method }: Proven,
  namespace: string,
): ProofMethod | null {
  if (kind !== "domain" || method === null || !isProven(state)) return null;
  const own = namespaceOfDomain(identity);
  const covers = method === "dns" ? isBelow(namespace, own) : namespace === own;
  return covers ? method : null;
}
