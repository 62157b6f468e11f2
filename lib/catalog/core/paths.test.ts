import { expect, test } from "vitest";
import { serverPath } from "./paths.ts";

test("a server's page keeps the slash of its name and encodes the rest", () => {
  expect(serverPath("io.github.acme/tools")).toBe("/servers/io.github.acme/tools");
  expect(serverPath("a b/c?d#e")).toBe("/servers/a%20b/c%3Fd%23e");
  expect(serverPath("a/b", "versions")).toBe("/servers/a/b/versions");
});
