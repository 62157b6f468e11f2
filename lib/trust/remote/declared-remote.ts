import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { urlProblem } from "#lib/catalog/core/safe-url.ts";
import { transportOf } from "#lib/intake/core/remote-facts.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { EntryFacts, Got } from "../core/facts.ts";
import type { RemoteFacts } from "../core/remote-facts.ts";
import { trustMetaOf } from "../core/trust-meta.ts";

export type DeclaredRemote = {
  url: string;
  /** `either`: nobody says it, and the address does not either. */
  transport: "streamable-http" | "sse" | "either";
  declaredAuth: RemoteFacts["declaredAuth"];
};

/**
 * What the server.json says of the remote at this address; the address alone where there is none.
 * An address with variables is nobody's until somebody fills them in.
 */
export function declaredRemote(address: string, entry: EntryFacts | null): Got<DeclaredRemote> {
  const [variable] = /\{[^{}]*\}/.exec(address) ?? [];
  if (variable !== undefined)
    return {
      ok: false,
      reason: "not_declared",
      detail: `Its address has a part that each user fills in (${variable.slice(0, 80)}), so there is no one server to ask.`,
    };
  const problem = urlProblem(address);
  if (problem !== null)
    return { ok: false, reason: "not_declared", detail: `Its address ${problem}.` };
  const document = entry?.document ?? {};
  const own = objectsIn(document, "remotes").find((one) => textIn(one, "url") === address);
  return {
    ok: true,
    value: {
      url: address,
      transport: transportIn(own ?? {}, address),
      declaredAuth: declaredAuth(own ?? {}, document),
    },
    evidence: [],
  };
}

function transportIn(remote: JsonObject, address: string): DeclaredRemote["transport"] {
  const type = textIn(remote, "type");
  if (type === "sse" || type === "streamable-http") return type;
  return transportOf(address) === "sse" ? "sse" : "either";
}

/** server.json has no field for OAuth: there the publisher's own declaration speaks. */
function declaredAuth(remote: JsonObject, document: JsonObject): RemoteFacts["declaredAuth"] {
  const wantsHeader = objectsIn(remote, "headers").some(
    (header) => ownValue(header, "isSecret") === true || ownValue(header, "isRequired") === true,
  );
  if (wantsHeader) return "header";
  const credentials = trustMetaOf(document)?.credentials ?? null;
  if (credentials === null) return null;
  return credentials.length === 0 ? "none" : "oauth";
}
