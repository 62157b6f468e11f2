/** Servers that somebody else runs: our substitutes for what MTF asks of a package. */
import type { ArtifactFacts, Got } from "../facts.ts";
import type { RemoteFacts } from "../remote-facts.ts";
import { entryOf } from "./declared.ts";
import { spoken } from "./integrity.ts";
import { blocks, conclude, missing, named, warns, type Found, type Verdict } from "./verdict.ts";

const OLD_TLS: ReadonlySet<string> = new Set(["SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"]);

const transport = (code: string, title: string, remediation: string): Found =>
  blocks(1, { code: `XR-RM-01/${code}`, severity: "high", title, remediation });

/** XR-RM-01: nobody on the way can read or change what is said. */
export function securedTransport({ remote }: ArtifactFacts): Verdict {
  return conclude("XR-RM-01", {
    needs: [remote],
    found: remote.ok ? transportFindings(remote.value) : [],
    fine: "It answers over https with a certificate that is trusted.",
  });
}

function transportFindings({
  https,
  tlsValid,
  tlsVersion,
  redirectsToHttp,
  url,
}: RemoteFacts): Found[] {
  const serve = "Serve it over https with a certificate of a known authority.";
  const found: Found[] = [];
  if (!https) found.push(transport("plain-http", `${named(url)} is not https`, serve));
  else if (!tlsValid) found.push(transport("certificate", "Its certificate is not trusted", serve));
  if (redirectsToHttp)
    found.push(transport("downgrade", "It sends callers on to plain http", serve));
  if (tlsVersion !== null && OLD_TLS.has(tlsVersion))
    found.push(
      warns({
        code: "XR-RM-01/old-tls",
        severity: "medium",
        title: `It speaks ${named(tlsVersion)}, which is out of date`,
        remediation: "Offer TLS 1.2 or 1.3.",
      }),
    );
  return found;
}

const PROTECTED =
  "Answer 401 with a WWW-Authenticate header that names protected-resource metadata (RFC 9728).";

/** XR-RM-02: who may call it is decided as its server.json says. */
export function authorizationAsDeclared({ remote }: ArtifactFacts): Verdict {
  return conclude("XR-RM-02", {
    needs: [remote, keyExchange(remote)],
    found: remote.ok ? authorizationFindings(remote.value) : [],
    fine: "It asks for sign-in as declared.",
  });
}

/** A static key in a header needs no OAuth. */
const usesOauth = ({ auth, declaredAuth }: RemoteFacts): boolean =>
  auth.state === "challenged" && (declaredAuth === "oauth" || declaredAuth === null);

function keyExchange(remote: Got<RemoteFacts>): Got<unknown> {
  const unanswered = remote.ok ? remote.value.unanswered : null;
  if (unanswered !== null) return missing(unanswered.reason, unanswered.detail);
  if (!remote.ok || !usesOauth(remote.value)) return remote;
  const { authorizationServers, pkceS256 } = remote.value.auth;
  return authorizationServers.length > 0 && pkceS256 === null
    ? missing("unreachable", "The metadata of its authorization server could not be read.")
    : remote;
}

function authorizationFindings(remote: RemoteFacts): Found[] {
  const { auth, declaredAuth } = remote;
  switch (auth.state) {
    case "unknown":
      return [];
    case "public":
      return openFindings(declaredAuth);
    case "forbidden":
      return forbiddenFindings(declaredAuth);
    case "challenged":
      if (declaredAuth === "none")
        return [
          refused("undeclared", "It wants a sign-in, but is declared as open to all", DECLARE),
        ];
      return usesOauth(remote) ? metadataFindings(remote) : [];
  }
}

const DECLARE = "Correct the server.json, or what the server answers.";
const refused = (code: string, title: string, remediation: string): Found =>
  blocks(2, { code: `XR-RM-02/${code}`, severity: "high", title, remediation });

function openFindings(declared: RemoteFacts["declaredAuth"]): Found[] {
  if (declared === "none") return [];
  if (declared !== null)
    return [refused("open", "It is declared as protected, but answers anybody", DECLARE)];
  return [
    warns({
      code: "XR-RM-02/open-unsaid",
      severity: "low",
      title: "It answers anybody, and nothing declares that it should",
      remediation: "Say in the server.json that it needs no credentials, or protect it.",
    }),
  ];
}

function forbiddenFindings(declared: RemoteFacts["declaredAuth"]): Found[] {
  const title = "It refuses without saying how to sign in";
  if (declared !== "header") return [refused("no-challenge", title, PROTECTED)];
  return [warns({ code: "XR-RM-02/no-challenge", severity: "low", title, remediation: PROTECTED })];
}

function metadataFindings({ auth, url }: RemoteFacts): Found[] {
  if (auth.resource === null)
    return [refused("no-metadata", "It has no protected-resource metadata (RFC 9728)", PROTECTED)];
  if (!isResource(auth.resource, url))
    return [
      refused(
        "other-resource",
        `Its metadata is about another server: ${named(auth.resource)}`,
        "Name the address of this server as the resource in its metadata.",
      ),
    ];
  if (auth.authorizationServers.length === 0)
    return [refused("no-server", "Its metadata names no authorization server", PROTECTED)];
  if (auth.pkceS256 !== false) return [];
  return [
    refused(
      "no-pkce",
      "Its authorization server does not offer PKCE with S256",
      "Use an authorization server that offers S256 in code_challenge_methods_supported.",
    ),
  ];
}

/** RFC 9728 §3.3; MCP lets the resource be the server's origin or a path above its address. */
function isResource(resource: string, address: string): boolean {
  if (!URL.canParse(resource) || !URL.canParse(address)) return false;
  const [said, asked] = [new URL(resource), new URL(address)];
  const above = said.pathname.replace(/\/*$/, "/");
  return said.origin === asked.origin && `${asked.pathname}/`.startsWith(above);
}

/** XR-RM-03: whoever owns the domain stands behind the server. */
export function domainProven(facts: ArtifactFacts): Verdict {
  const { remote, entry } = facts;
  // The registry's own check of the namespace counts whether or not the server answers.
  const kept = entry?.domainProof ?? null;
  const proof = kept ?? (remote.ok ? remote.value.domainProof : null);
  return conclude("XR-RM-03", {
    needs: kept === null ? [remote, entryOf(facts)] : [],
    found:
      remote.ok && entry !== null && proof === null
        ? [
            blocks(2, {
              code: "XR-RM-03/unproven",
              severity: "high",
              title: "Nobody has proven the domain of its namespace",
              remediation: "Publish the proof as a DNS TXT record or a well-known file.",
            }),
          ]
        : [],
    fine: `The domain of its namespace is proven by ${proof === "dns" ? "DNS" : "a well-known file"}.`,
  });
}

/** XR-AV-01: it is there and speaks MCP. */
export function answersProtocol(facts: ArtifactFacts): Verdict {
  const { remote } = facts;
  const protocol = remote.ok ? remote.value.protocol : null;
  const isSilent = remote.ok && protocol === null && remote.value.auth.state === "public";
  return conclude("XR-AV-01", {
    needs: [remote, spoken(facts)],
    found: isSilent
      ? [
          blocks(2, {
            code: "XR-AV-01/no-initialize",
            severity: "low",
            title: "It answers, but not to initialize",
            remediation: "Correct the address: it has to lead to an MCP endpoint.",
          }),
        ]
      : [],
    fine: `It speaks MCP ${named(protocol?.version ?? "")}.`,
  });
}
