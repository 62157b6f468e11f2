import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRegistryPath, type Target } from "./route-path.ts";

const NAME = "io.github.acme/files";
const at = (path: string) => {
  const read = readRegistryPath(path);
  return read.to === "target" ? read.target : read;
};

describe("a name arrives in every spelling clients use", () => {
  const version: Target = { kind: "version", name: NAME, version: "1.0.0+b" };
  test.each([
    ["/v0.1/servers/io.github.acme%2Ffiles/versions/1.0.0%2Bb", version],
    ["/v0.1/servers/io.github.acme%2ffiles/versions/1.0.0+b", version],
    ["/v0/servers/io.github.acme/files/versions/1.0.0%2Bb", version],
    ["/v0.1/servers/io%2Egithub%2Eacme/files/versions/1%2E0.0+b", version],
    ["/v0.1/servers/io.github.acme%2Ffiles/versions", { kind: "versions", name: NAME }],
    ["/v0.1/servers/io.github.acme/files/versions", { kind: "versions", name: NAME }],
    [
      "/v0.1/servers/a/versions/versions/latest",
      { kind: "version", name: "a/versions", version: "latest" },
    ],
    ["/v0.1/servers/a%2Fversions/versions", { kind: "versions", name: "a/versions" }],
    ["/v0.1/servers/io.github.acme%2Ffiles", { kind: "server", name: NAME }],
    ["/v0.1/servers/a/b/status", { kind: "server-status", name: "a/b" }],
    ["/v0.1/servers/a/b/versions/1/status", { kind: "version-status", name: "a/b", version: "1" }],
    ["/v0.1/servers/a%2Fb/versions/1%2F2", { kind: "version", name: "a/b", version: "1/2" }],
  ] as const)("%s", (path, target) => expect(at(path)).toEqual(target));
});

test.each([
  "/v0.1/servers/a%252Fb/versions/latest",
  "/v0.1/servers/a%2Fb/versions/1%252B2",
  "/v0.1/servers/a%2Fb/versions/%E0%A4%A",
  "/v0.1/servers/%ZZ/b/versions",
  "/v0.1/servers/a%2F%ff/versions",
])("refused as a bad encoding: %s", (path) => expect(readRegistryPath(path).to).toBe("bad"));

test.each(["/", "/servers", "/v0.12/servers", "/v1/servers", "/r", "/r/", "/rx/a", "/openapi.yml"])(
  "left to the rest of the product: %s",
  (path) => expect(readRegistryPath(path)).toEqual({ to: "elsewhere" }),
);

test.each([
  ["/v0.1/", "/v0.1"],
  ["/v0.1/servers/", "/v0.1/servers"],
  ["//v0.1/servers//", "/v0.1/servers"],
  ["/r/team/", "/r/team"],
  ["/r/team//v0/servers/a/b/versions/", "/r/team/v0/servers/a/b/versions"],
  ["/openapi.yaml/", "/openapi.yaml"],
])("a trailing slash is sent on without it: %s", (path, location) =>
  expect(readRegistryPath(path)).toEqual({ to: "redirect", path: location }),
);

test("an audience is read from the prefix, with or without an extra slash after it", () => {
  for (const path of ["/r/team-a/v0.1/servers", "/r/team-a//v0.1/servers"])
    expect(readRegistryPath(path)).toEqual({
      to: "target",
      base: "/r/team-a/v0.1",
      audience: "team-a",
      target: { kind: "servers" },
    });
  expect(at("/r/team-a")).toEqual({ kind: "root" });
  expect(at("/r/team-a/openapi.yaml")).toEqual({ kind: "openapi-yaml" });
  expect(at("/docs")).toEqual({ kind: "docs" });
  expect(at("/r/team-a/docs")).toEqual({ kind: "docs" });
  expect(at("/r/TEAM/v0.1/servers")).toEqual({ kind: "unknown" });
});

test("no path makes the reader throw, and no redirect leaves this host", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("/v0.1", "/v0", "//v0.1/", "/r/x", "/r/x/v0.1/servers/", "/"),
      fc.string({ unit: fc.constantFrom("/", "%", "2", "F", ".", "a", "\\", "@", "é", "\u0000") }),
      (prefix, rest) => {
        const read = readRegistryPath(prefix + rest);
        if (read.to === "redirect") expect(read.path).toMatch(/^\/(?![/\\])/);
      },
    ),
  );
});
