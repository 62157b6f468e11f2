import { describe, expect, test } from "vitest";
import { claimsProblem, githubClaims, GITHUB_ISSUER, issuerProblem } from "./issuer-rules.ts";

describe("claims of an issuer that everybody uses must say whose tokens", () => {
  test.each([
    [{ repository: "acme/files" }],
    [{ repository: "acme/*" }],
    [{ repository_owner: "acme" }],
    [{ repository_id: "42", ref: "refs/heads/main" }],
    [{ sub: "repo:acme/files:environment:production" }],
    [{ sub: "repo:acme/*" }],
  ])("%j is enough", (claims) => expect(claimsProblem(GITHUB_ISSUER, claims)).toBeNull());

  test.each([
    [{}],
    [{ ref: "refs/heads/main" }],
    [{ environment: "production" }],
    [{ repository: "*" }],
    [{ repository: "acme*" }],
    [{ repository: "a*/files" }],
    [{ repository_owner: "acme*" }],
    [{ sub: "repo:*" }],
    [{ sub: "repo:acme*" }],
    [{ repository: "acme/files", ref: "*" }],
  ])("%j is not", (claims) => {
    expect(claimsProblem(GITHUB_ISSUER, claims)).not.toBeNull();
    expect(claimsProblem(`${GITHUB_ISSUER}/`, claims)).not.toBeNull();
  });

  test("GitLab's are a project's or a group's", () => {
    expect(claimsProblem("https://gitlab.com", { ref: "main" })).toMatch(/GitLab/);
    expect(claimsProblem("https://gitlab.com", { project_path: "acme/files" })).toBeNull();
  });

  test("an issuer of one's own needs any claim", () => {
    expect(claimsProblem("https://ci.acme.example", { ref: "main" })).toBeNull();
    expect(claimsProblem("https://ci.acme.example", {})).not.toBeNull();
  });
});

test("the preset of GitHub Actions leaves out what is not asked", () => {
  expect(githubClaims({ repository: "acme/files", ref: null, environment: null })).toEqual({
    repository: "acme/files",
  });
  expect(
    githubClaims({ repository: "acme/files", ref: "refs/heads/main", environment: "production" }),
  ).toEqual({ repository: "acme/files", ref: "refs/heads/main", environment: "production" });
});

describe("an issuer", () => {
  test.each([
    ["https://ci.acme.example", []],
    ["https://ci.acme.example/realms/main", []],
    ["http://ci.acme.internal:8080", ["ci.acme.internal:8080"]],
  ])("%s with %j is one", (issuer, hosts) => expect(issuerProblem(issuer, hosts)).toBeNull());
  test.each([
    ["http://ci.acme.example", []],
    ["ftp://ci.acme.example", []],
    ["https://ci.acme.example?x=1", []],
    ["https://ci.acme.example#x", []],
    ["https://ci.acme.example/?", []],
    ["ci.acme.example", []],
  ])("%s with %j is none", (issuer, hosts) => expect(issuerProblem(issuer, hosts)).not.toBeNull());
});
