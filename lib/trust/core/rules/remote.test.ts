import { expect, test } from "vitest";
import { cleanEntry, cleanRemote, got } from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { RemoteFacts } from "../remote-facts.ts";
import type { JudgedId } from "./judge.ts";
import { missing } from "./verdict.ts";

const auth = (
  change: Partial<RemoteFacts["auth"]>,
  declaredAuth: RemoteFacts["declaredAuth"] = "oauth",
): Partial<RemoteFacts> => ({
  auth: {
    state: "challenged",
    resource: "https://mcp.acme.com/",
    authorizationServers: ["https://login.acme.com"],
    pkceS256: true,
    scopesSupported: [],
    ...change,
  },
  declaredAuth,
});

const UNANSWERED: Partial<RemoteFacts> = {
  ...auth({ state: "unknown", resource: null, authorizationServers: [] }),
  protocol: null,
  unanswered: { reason: "registry_5xx", detail: "It answered 500." },
};

test.each<[JudgedId, Partial<RemoteFacts>, string]>([
  ["XR-RM-01", {}, "pass"],
  ["XR-RM-01", { https: false, tlsValid: false }, "fail 1 XR-RM-01/plain-http"],
  ["XR-RM-01", { tlsValid: false }, "fail 1 XR-RM-01/certificate"],
  ["XR-RM-01", { redirectsToHttp: true }, "fail 1 XR-RM-01/downgrade"],
  ["XR-RM-01", { tlsVersion: "TLSv1.1" }, "warn XR-RM-01/old-tls"],
  ["XR-RM-01", { tlsVersion: null }, "pass"],
  ["XR-RM-02", {}, "pass"],
  ["XR-RM-02", { declaredAuth: null }, "warn XR-RM-02/open-unsaid"],
  ["XR-RM-02", { declaredAuth: "header" }, "fail 2 XR-RM-02/open"],
  ["XR-RM-02", auth({}), "pass"],
  ["XR-RM-02", auth({}, null), "pass"],
  ["XR-RM-02", auth({}, "none"), "fail 2 XR-RM-02/undeclared"],
  ["XR-RM-02", auth({ resource: null }), "fail 2 XR-RM-02/no-metadata"],
  ["XR-RM-02", auth({ resource: null }, "header"), "pass"],
  ["XR-RM-02", auth({ resource: "https://mcp.acme.com" }), "pass"],
  ["XR-RM-02", auth({ resource: "https://mcp.other.com/" }), "fail 2 XR-RM-02/other-resource"],
  ["XR-RM-02", auth({ resource: "https://mcp.acme.com/x" }), "fail 2 XR-RM-02/other-resource"],
  ["XR-RM-02", auth({ resource: "no address" }), "fail 2 XR-RM-02/other-resource"],
  ["XR-RM-02", auth({ authorizationServers: [] }), "fail 2 XR-RM-02/no-server"],
  ["XR-RM-02", auth({ pkceS256: false }), "fail 2 XR-RM-02/no-pkce"],
  ["XR-RM-02", auth({ pkceS256: null }), "not_checkable unreachable"],
  ["XR-RM-02", auth({ state: "forbidden" }), "fail 2 XR-RM-02/no-challenge"],
  ["XR-RM-02", auth({ state: "forbidden" }, "header"), "warn XR-RM-02/no-challenge"],
  ["XR-RM-01", UNANSWERED, "pass"],
  ["XR-RM-02", UNANSWERED, "not_checkable registry_5xx"],
  ["XR-RM-03", UNANSWERED, "pass"],
  ["AI-01", UNANSWERED, "not_checkable registry_5xx"],
  ["XR-AV-01", UNANSWERED, "not_checkable registry_5xx"],
  ["XR-RM-03", { domainProof: "well_known" }, "pass"],
  ["XR-RM-03", { domainProof: null }, "fail 2 XR-RM-03/unproven"],
  ["XR-AV-01", {}, "pass"],
  ["XR-AV-01", { protocol: null }, "fail 2 XR-AV-01/no-initialize"],
  ["XR-AV-01", { ...auth({}), protocol: null }, "not_checkable auth_required"],
])("%s of %j: %s", (id, change, expected) => {
  expect(judged(id, { remote: got(cleanRemote(change)) }, "remote")).toBe(expected);
});

test.each([
  [got(cleanRemote({ domainProof: null })), "dns", "pass"],
  [missing("unreachable", "It does not answer."), "well_known", "pass"],
  [missing("unreachable", "It does not answer."), null, "not_checkable unreachable"],
] as const)(
  "XR-RM-03 takes the registry's own proof of the namespace: %#",
  (remote, proof, expected) => {
    const entry = cleanEntry("remote", { domainProof: proof });
    expect(judged("XR-RM-03", { remote, entry }, "remote")).toBe(expected);
  },
);

test("without an entry nobody can say whether the domain of its namespace is proven", () => {
  const facts = { remote: got(cleanRemote({ domainProof: null })), entry: null };
  expect(judged("XR-RM-03", facts, "remote")).toBe("not_checkable not_declared");
});
