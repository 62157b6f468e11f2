/** What a collector saw of a server that somebody else runs. */
import type { Reason } from "./words.ts";

export type RemoteFacts = {
  url: string;
  https: boolean;
  tlsValid: boolean;
  tlsVersion: string | null;
  redirectsToHttp: boolean;
  /** What answered `initialize`; null: it did not. */
  protocol: { version: string; serverName: string | null; serverVersion: string | null } | null;
  /** Why nothing is known of how it answers; null: it was asked and has answered. */
  unanswered: { reason: Reason; detail: string } | null;
  auth: {
    /** What the answer without credentials was; `unknown`: `unanswered` says why. */
    state: "public" | "challenged" | "forbidden" | "unknown";
    /** For which resource its metadata (RFC 9728) are, as they say it; null: it has none. */
    resource: string | null;
    authorizationServers: readonly string[];
    pkceS256: boolean | null;
    scopesSupported: readonly string[];
  };
  declaredAuth: "none" | "oauth" | "header" | null;
  /** How the domain of the namespace was proven; null: it was not. */
  domainProof: "dns" | "well_known" | null;
  policyUri: string | null;
};
