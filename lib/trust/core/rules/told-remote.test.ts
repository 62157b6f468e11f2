import { expect, test } from "vitest";
import { answers, away, entry, remote } from "#lib/testing/trust-changes.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { RemoteFacts } from "../remote-facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "XR-RM-01/plain-http": [
    "block high",
    "https://mcp.acme.com/ is not https",
    "Serve it over https with a certificate of a known authority.",
  ],
  "XR-RM-01/certificate": [
    "block high",
    "Its certificate is not trusted",
    "Serve it over https with a certificate of a known authority.",
  ],
  "XR-RM-01/downgrade": [
    "block high",
    "It sends callers on to plain http",
    "Serve it over https with a certificate of a known authority.",
  ],
  "XR-RM-01/old-tls": [
    "warn medium",
    "It speaks TLSv1.1, which is out of date",
    "Offer TLS 1.2 or 1.3.",
  ],
  "XR-RM-02/open-unsaid": [
    "warn low",
    "It answers anybody, and nothing declares that it should",
    "Say in the server.json that it needs no credentials, or protect it.",
  ],
  "XR-RM-02/open": [
    "block high",
    "It is declared as protected, but answers anybody",
    "Correct the server.json, or what the server answers.",
  ],
  "XR-RM-02/undeclared": [
    "block high",
    "It wants a sign-in, but is declared as open to all",
    "Correct the server.json, or what the server answers.",
  ],
  "XR-RM-02/no-metadata": [
    "block high",
    "It has no protected-resource metadata (RFC 9728)",
    "Answer 401 with a WWW-Authenticate header that names protected-resource metadata (RFC 9728).",
  ],
  "XR-RM-02/other-resource": [
    "block high",
    "Its metadata is about another server: https://mcp.acme.com/x",
    "Name the address of this server as the resource in its metadata.",
  ],
  "XR-RM-02/no-server": [
    "block high",
    "Its metadata names no authorization server",
    "Answer 401 with a WWW-Authenticate header that names protected-resource metadata (RFC 9728).",
  ],
  "XR-RM-02/no-pkce": [
    "block high",
    "Its authorization server does not offer PKCE with S256",
    "Use an authorization server that offers S256 in code_challenge_methods_supported.",
  ],
  "XR-RM-02/no-challenge": [
    "block high",
    "It refuses without saying how to sign in",
    "Answer 401 with a WWW-Authenticate header that names protected-resource metadata (RFC 9728).",
  ],
  "XR-RM-03/unproven": [
    "block high",
    "Nobody has proven the domain of its namespace",
    "Publish the proof as a DNS TXT record or a well-known file.",
  ],
  "XR-AV-01/no-initialize": [
    "block low",
    "It answers, but not to initialize",
    "Correct the address: it has to lead to an MCP endpoint.",
  ],
};

const auth = (
  change: Partial<RemoteFacts["auth"]>,
  declaredAuth: RemoteFacts["declaredAuth"] = "oauth",
  more: Partial<RemoteFacts> = {},
) =>
  answers(
    {
      state: "challenged",
      resource: "https://mcp.acme.com/",
      authorizationServers: ["https://login.acme.com"],
      pkceS256: true,
      ...change,
    },
    { declaredAuth, ...more },
  );
const unanswered = { reason: "registry_5xx", detail: "It answered 500." } as const;

test.each<Row>([
  ["pass: It answers over https with a certificate that is trusted.", {}, "remote"],
  ["fail 1: XR-RM-01/plain-http", remote({ https: false, tlsValid: false }), "remote"],
  ["fail 1: XR-RM-01/certificate", remote({ tlsValid: false }), "remote"],
  ["fail 1: XR-RM-01/downgrade", remote({ redirectsToHttp: true }), "remote"],
  ["warn: XR-RM-01/old-tls", remote({ tlsVersion: "TLSv1.1" }), "remote"],
  [
    'warn: XR-RM-01/old-tls "It speaks TLSv1, which is out of date"',
    remote({ tlsVersion: "TLSv1" }),
    "remote",
  ],
  [
    'warn: XR-RM-01/old-tls "It speaks TLSv1.0, which is out of date"',
    remote({ tlsVersion: "TLSv1.0" }),
    "remote",
  ],
  [
    'warn: XR-RM-01/old-tls "It speaks SSLv3, which is out of date"',
    remote({ tlsVersion: "SSLv3" }),
    "remote",
  ],
  [
    "pass: It answers over https with a certificate that is trusted.",
    remote({ tlsVersion: "TLSv1.2" }),
    "remote",
  ],
  [
    "pass: It answers over https with a certificate that is trusted.",
    remote({ tlsVersion: null }),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
])("XR-RM-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-RM-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It asks for sign-in as declared.", {}, "remote"],
  ["warn: XR-RM-02/open-unsaid", remote({ declaredAuth: null }), "remote"],
  ["fail 2: XR-RM-02/open", remote({ declaredAuth: "header" }), "remote"],
  ["fail 2: XR-RM-02/open", remote({ declaredAuth: "oauth" }), "remote"],
  ["pass: It asks for sign-in as declared.", auth({}), "remote"],
  ["pass: It asks for sign-in as declared.", auth({}, null), "remote"],
  ["fail 2: XR-RM-02/undeclared", auth({}, "none"), "remote"],
  ["pass: It asks for sign-in as declared.", auth({ resource: null }, "header"), "remote"],
  ["fail 2: XR-RM-02/no-metadata", auth({ resource: null }), "remote"],
  ["pass: It asks for sign-in as declared.", auth({ resource: "https://mcp.acme.com" }), "remote"],
  ["fail 2: XR-RM-02/other-resource", auth({ resource: "https://mcp.acme.com/x" }), "remote"],
  [
    "pass: It asks for sign-in as declared.",
    auth({ resource: "https://mcp.acme.com/x" }, "oauth", { url: "https://mcp.acme.com/x" }),
    "remote",
  ],
  [
    "pass: It asks for sign-in as declared.",
    auth({ resource: "https://mcp.acme.com/x/" }, "oauth", { url: "https://mcp.acme.com/x/y" }),
    "remote",
  ],
  [
    "pass: It asks for sign-in as declared.",
    auth({ resource: "https://mcp.acme.com/x//" }, "oauth", { url: "https://mcp.acme.com/x/y" }),
    "remote",
  ],
  [
    "fail 2: XR-RM-02/other-resource",
    auth({ resource: "https://mcp.acme.com/x" }, "oauth", { url: "https://mcp.acme.com/xy" }),
    "remote",
  ],
  [
    'fail 2: XR-RM-02/other-resource "Its metadata is about another server: no address"',
    auth({ resource: "no address" }),
    "remote",
  ],
  [
    'fail 2: XR-RM-02/other-resource "Its metadata is about another server: https://mcp.acme.com/"',
    auth({}, "oauth", { url: "no address" }),
    "remote",
  ],
  ["fail 2: XR-RM-02/no-server", auth({ authorizationServers: [] }), "remote"],
  ["fail 2: XR-RM-02/no-server", auth({ authorizationServers: [], pkceS256: null }), "remote"],
  ["fail 2: XR-RM-02/no-pkce", auth({ pkceS256: false }), "remote"],
  [
    "not_checkable unreachable: The metadata of its authorization server could not be read.",
    auth({ pkceS256: null }),
    "remote",
  ],
  ["pass: It asks for sign-in as declared.", auth({ pkceS256: null }, "header"), "remote"],
  ["fail 2: XR-RM-02/no-challenge", auth({ state: "forbidden" }), "remote"],
  ["fail 2: XR-RM-02/no-challenge", auth({ state: "forbidden" }, null), "remote"],
  ["fail 2: XR-RM-02/no-challenge", auth({ state: "forbidden" }, "none"), "remote"],
  ['warn: XR-RM-02/no-challenge "warn low"', auth({ state: "forbidden" }, "header"), "remote"],
  ["pass: It asks for sign-in as declared.", auth({ state: "unknown" }, "header"), "remote"],
  [
    "not_checkable registry_5xx: It answered 500.",
    auth({ state: "unknown" }, "oauth", { unanswered }),
    "remote",
  ],
  ["fail 2: XR-RM-02/no-metadata", auth({ resource: null }, null), "remote"],
  [
    "warn: XR-RM-02/open-unsaid",
    answers({ authorizationServers: ["https://login.acme.com"] }, { declaredAuth: null }),
    "remote",
  ],
])("XR-RM-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-RM-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: The domain of its namespace is proven by DNS.", {}, "remote"],
  [
    "pass: The domain of its namespace is proven by a well-known file.",
    remote({ domainProof: "well_known" }),
    "remote",
  ],
  ["fail 2: XR-RM-03/unproven", remote({ domainProof: null }), "remote"],
  [
    "pass: The domain of its namespace is proven by a well-known file.",
    { ...remote({ domainProof: null }), ...entry({ domainProof: "well_known" }, "remote") },
    "remote",
  ],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { ...remote({ domainProof: null }), entry: null },
    "remote",
  ],
  [
    "pass: The domain of its namespace is proven by DNS.",
    { remote: away, ...entry({ domainProof: "dns" }, "remote") },
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
])("XR-RM-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-RM-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It speaks MCP 2025-11-25.", {}, "remote"],
  ["fail 2: XR-AV-01/no-initialize", remote({ protocol: null }), "remote"],
  [
    "not_checkable auth_required: It wants a sign-in before it answers initialize.",
    auth({}, "oauth", { protocol: null }),
    "remote",
  ],
  [
    "not_checkable registry_5xx: It answered 500.",
    auth({ state: "unknown" }, "oauth", { protocol: null, unanswered }),
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { remote: away }, "remote"],
  ["pass: It speaks MCP 2025-11-25.", auth({}), "remote"],
])("XR-AV-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-AV-01", SAID, { ...change, kind })).toBe(expected);
});
