import { expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { nextVersion, remoteUrls, withRemote } from "./endpoint.ts";

test.each([
  ["1.2.3", [], "1.2.4"],
  ["1.2.3", ["1.2.4", "1.2.5"], "1.2.6"],
  ["v0.9.9", [], "v0.9.10"],
  ["1.0.0+build.5", [], "1.0.1"],
  ["1.0.0-rc.1", [], "1.0.0-rc.1.1"],
  ["2026-11", ["2026-11.1"], "2026-11.2"],
  ["9007199254740993.0.9007199254740993", [], "9007199254740993.0.9007199254740994"],
])("after %s, with %j taken, comes %s", (version, taken, next) => {
  expect(nextVersion(version, taken)).toBe(next);
  const [before, after] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"];
  expect(orderKey(next, after) > orderKey(version, before)).toBe(true);
});

test("only remotes with the address change, and nothing else of the document", () => {
  const document = {
    name: "a/b",
    version: "1.0.0",
    remotes: [
      { type: "sse", url: "https://old.example/x", headers: [] },
      { type: "sse", url: "https://other.example" },
    ],
  };
  const endpoint = { from: "https://old.example/x", to: "https://new.example" };
  expect(withRemote(document, endpoint, "1.0.1")).toEqual({
    name: "a/b",
    version: "1.0.1",
    remotes: [
      { type: "sse", url: "https://new.example", headers: [] },
      { type: "sse", url: "https://other.example" },
    ],
  });
  expect(remoteUrls(document)).toEqual(["https://old.example/x", "https://other.example"]);
  expect(withRemote({ name: "a/b" }, endpoint, "1.0.1")).toBeNull();
  expect(withRemote({ ...document, remotes: ["x"] }, endpoint, "1.0.1")).toBeNull();
});
