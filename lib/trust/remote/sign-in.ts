import { textIn } from "#lib/catalog/core/json-fields.ts";
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";
import { metadataAddresses, resourceFacts } from "#lib/intake/core/remote-facts.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { RemoteFacts } from "../core/remote-facts.ts";
import { jsonObject } from "../npm/npm-version.ts";

export type SignIn = Omit<RemoteFacts["auth"], "state"> & {
  policyUri: string | null;
  /** The metadata of the resource were neither read nor told to be absent. */
  isUnread: boolean;
  evidence: readonly string[];
};

const MAX_METADATA = 262_144;
const MAX_SERVERS = 3;
const MAX_SCOPES = 50;

/**
 * Where people sign in to a remote: protected-resource metadata (RFC 9728), from the address that
 * its challenge names or the well-known ones, and those of its authorization servers. Nobody signs in.
 *
 * @param challenge the WWW-Authenticate header of a 401; empty: there was none.
 */
export async function readSignIn(
  reach: Reach,
  { url, challenge }: { url: string; challenge: string },
): Promise<SignIn> {
  const named = parameterIn(challenge, "resource_metadata");
  const addresses = [...(named === null ? [] : [named]), ...metadataAddresses(url)];
  const read = await firstDocument(reach, [...new Set(addresses)], {
    kind: "protected resource metadata",
    fits: (document) => textIn(document, "resource") !== "",
  });
  const { document } = read;
  const scopes = (parameterIn(challenge, "scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (document === null)
    return {
      resource: null,
      authorizationServers: [],
      pkceS256: null,
      scopesSupported: scopes.slice(0, MAX_SCOPES),
      policyUri: null,
      isUnread: !read.isAbsent,
      evidence: read.evidence,
    };
  const { authorizationServers, scopes: supported } = resourceFacts(document);
  const servers = await readServers(reach, authorizationServers.slice(0, MAX_SERVERS));
  return {
    resource: textIn(document, "resource").slice(0, 2_048),
    authorizationServers,
    pkceS256: servers.pkceS256,
    scopesSupported: [...new Set([...supported, ...scopes])].slice(0, MAX_SCOPES),
    policyUri: policyIn(document, "resource_policy_uri") ?? servers.policyUri,
    isUnread: false,
    evidence: [...read.evidence, ...servers.evidence],
  };
}

/** `name="value"` or `name=value` of a challenge (RFC 9110 §11.6.1). */
function parameterIn(challenge: string, name: string): string | null {
  const found = new RegExp(`(?:^|[\\s,])${name}=(?:"([^"]{1,2000})"|([^\\s,"]{1,2000}))`, "i").exec(
    challenge,
  );
  return found?.[1] ?? found?.[2] ?? null;
}

const policyIn = (document: JsonObject, key: string): string | null => {
  const address = textIn(document, key);
  return isSafeUrl(address) ? address : null;
};

type Sought = { kind: string; fits: (document: JsonObject) => boolean };
type Read = {
  document: JsonObject | null;
  /** Every address has answered that there is no such document. */
  isAbsent: boolean;
  evidence: string[];
};

async function firstDocument(
  reach: Reach,
  addresses: readonly string[],
  { kind, fits }: Sought,
): Promise<Read> {
  const evidence: string[] = [];
  let isAbsent = true;
  for (const address of addresses) {
    const fetched = await fetchEvidence(reach, address, { kind, maxBytes: MAX_METADATA });
    if (fetched.ok || fetched.gone) evidence.push(fetched.sha256);
    const document = fetched.ok ? jsonObject(fetched.answer.body) : null;
    if (document !== null && fits(document)) return { document, isAbsent: false, evidence };
    isAbsent &&= fetched.ok || fetched.gone || isRefusal(fetched.status);
  }
  return { document: null, isAbsent, evidence };
}

/** A server that refuses its metadata to strangers has none for them. */
const isRefusal = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500 && status !== 429;

type Servers = { pkceS256: boolean | null; policyUri: string | null; evidence: string[] };

/** A client may choose any of them, so that S256 has to be offered by all. */
async function readServers(reach: Reach, issuers: readonly string[]): Promise<Servers> {
  const all = await Promise.all(issuers.map((issuer) => readServer(reach, issuer)));
  const offered = all.map(({ pkceS256 }) => pkceS256);
  return {
    pkceS256: offered.includes(false) ? false : offered.includes(true) ? true : null,
    policyUri: all.find(({ policyUri }) => policyUri !== null)?.policyUri ?? null,
    evidence: all.flatMap(({ evidence }) => evidence),
  };
}

async function readServer(reach: Reach, issuer: string): Promise<Servers> {
  const { document, isAbsent, evidence } = await firstDocument(reach, serverAddresses(issuer), {
    kind: "authorization server metadata",
    // RFC 8414 §3.3: metadata of another issuer must not be used.
    fits: (found) => withoutSlash(textIn(found, "issuer")) === withoutSlash(issuer),
  });
  if (document === null) return { pkceS256: isAbsent ? false : null, policyUri: null, evidence };
  const methods = ownValue(document, "code_challenge_methods_supported");
  return {
    pkceS256: Array.isArray(methods) && methods.includes("S256"),
    policyUri: policyIn(document, "op_policy_uri"),
    evidence,
  };
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, "");

/** In the order in which MCP 2025-11-25 has clients ask (RFC 8414 §3.1, OpenID Connect Discovery). */
function serverAddresses(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = withoutSlash(pathname);
  const [oauth, openid] = ["oauth-authorization-server", "openid-configuration"].map(
    (name) => `${origin}/.well-known/${name}${path}`,
  ) as [string, string];
  return path === ""
    ? [oauth, openid]
    : [oauth, openid, `${origin}${path}/.well-known/openid-configuration`];
}
