import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { line, lineOrNull, unique, webAddress } from "./clean.ts";

export type ResourceFacts = {
  title: string | null;
  documentation: string | null;
  authorizationServers: string[];
  scopes: string[];
};

/** OAuth protected resource metadata (RFC 9728, section 2). */
export function resourceFacts(doc: JsonObject): ResourceFacts {
  return {
    title: lineOrNull(ownValue(doc, "resource_name"), 100),
    documentation: webAddress(ownValue(doc, "resource_documentation")),
    authorizationServers: listOf(ownValue(doc, "authorization_servers"))
      .map((entry) => webAddress(entry))
      .filter((url) => url !== null)
      .slice(0, 10),
    scopes: unique(
      listOf(ownValue(doc, "scopes_supported")).map((entry) => line(entry, 200)),
      50,
    ),
  };
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** Where the metadata of a resource stands: the path goes behind the well-known part (RFC 9728, 3.1). */
export function metadataAddresses(address: string): string[] {
  const url = new URL(address);
  const root = `${url.origin}/.well-known/oauth-protected-resource`;
  const path = url.pathname.replace(/\/+$/, "");
  return path === "" ? [root] : [`${root}${path}`, root];
}

/** SSE servers listen at /sse by custom; everything else is taken for streamable HTTP. */
export const transportOf = (address: string) =>
  /\/sse\/?$/.test(new URL(address).pathname) ? "sse" : "streamable-http";
