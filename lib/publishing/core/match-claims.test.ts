import { describe, expect, test } from "vitest";
import { hasAudience, matchingPublishers, unmetClaim, type TokenClaims } from "./match-claims.ts";

const claims: TokenClaims = {
  sub: "repo:acme/files:ref:refs/heads/main",
  aud: "https://registry.acme.example",
  repository: "acme/files",
  ref: "refs/tags/v1.2.3",
  repository_id: 42,
  fork: false,
  groups: ["ci", "release"],
  nested: { repository: "acme/files" },
  nothing: null,
};

describe("required claims against those of a token", () => {
  test.each([
    ["one that is equal", { repository: "acme/files" }, null],
    ["several that are equal", { repository: "acme/files", ref: "refs/tags/v1.2.3" }, null],
    ["a beginning", { ref: "refs/tags/v*" }, null],
    ["a beginning that is the whole", { ref: "refs/tags/v1.2.3*" }, null],
    ["a number, by its text", { repository_id: "42" }, null],
    ["a truth value, by its text", { fork: "false" }, null],
    ["another value", { repository: "acme/other" }, "repository"],
    ["a longer value", { repository: "acme/file" }, "repository"],
    ["another case", { repository: "Acme/files" }, "repository"],
    ["another beginning", { ref: "refs/heads/*" }, "ref"],
    ["the second of two", { repository: "acme/files", ref: "refs/heads/main" }, "ref"],
    ["one that is missing", { environment: "production" }, "environment"],
    ["a bare star", { repository: "*" }, "repository"],
    ["nothing at all", {}, ""],
    ["an empty value", { repository: "" }, "repository"],
    ["a member of a list", { groups: "release" }, "groups"],
    ["an object", { nested: "acme/files" }, "nested"],
    ["null", { nothing: "null" }, "nothing"],
    ["a star inside, which is only a star", { ref: "refs/*/v1.2.3" }, "ref"],
    ["what every object inherits", { constructor: "x*" }, "constructor"],
  ])("%s: %j", (_case, required, unmet) => expect(unmetClaim(required, claims)).toBe(unmet));
});

test.each([
  ["https://registry.acme.example", true],
  ["https://registry.acme.example/", false],
  ["https://registry", false],
])("the audience %s: %s", (audience, has) => {
  expect(hasAudience(claims, audience)).toBe(has);
  expect(hasAudience({ aud: ["other", "https://registry.acme.example"] }, audience)).toBe(has);
  expect(hasAudience({}, audience)).toBe(false);
});

test("of several publishers that fit, the one that asks for most comes first", () => {
  const audience = "https://registry.acme.example";
  const publishers = [
    { id: "wide", audience, claims: { repository: "acme/*" } },
    { id: "narrow", audience, claims: { repository: "acme/files", ref: "refs/tags/*" } },
    { id: "other audience", audience: "x", claims: { repository: "acme/files" } },
    { id: "other repository", audience, claims: { repository: "acme/other" } },
  ];
  expect(matchingPublishers(publishers, claims).map(({ id }) => id)).toEqual(["narrow", "wide"]);
});
