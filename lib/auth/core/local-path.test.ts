import { expect, test } from "vitest";
import { localPath } from "./local-path.ts";

test.each(["/", "/servers?q=a&sort=name", "/servers/a.b/c#tools"])("%j is kept", (path) =>
  expect(localPath(path)).toBe(path),
);

test.each([
  "//evil.example",
  "/\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/a\\b",
  "https:",
  "https:evil.example",
  "/\t/evil.example",
  "///evil.example",
  "evil.example",
  "/sign-in?fresh=1&next=/sign-in",
  "/a\nb",
  "\t//evil.example",
  "/sign-in",
  "/api/auth/signout",
  "",
  null,
  undefined,
  ["/a"],
])("%j leads home", (path) => expect(localPath(path)).toBe("/"));
