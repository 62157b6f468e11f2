import { expect, test } from "vitest";
import { packageKey, readSubject } from "./subject.ts";

const SHA256 = `sha256:${"a1".repeat(32)}`;
const SHA512 = `sha512-${"A".repeat(86)}==`;

test.each([
  [SHA256, { digest: SHA256 }],
  [SHA256.replace("a1", "A1"), { digest: SHA256 }],
  [SHA512, { digest: SHA512 }],
  [`pkg:oci/files@${encodeURIComponent(SHA256)}`, { digest: SHA256 }],
  ["npm:left-pad", { packageKey: "npm:left-pad", packageVersion: null }],
  ["npm:@acme/files@1.0.0", { packageKey: "npm:@acme/files", packageVersion: "1.0.0" }],
  ["pkg:npm/%40acme/files@1.0.0", { packageKey: "npm:@acme/files", packageVersion: "1.0.0" }],
  ["pkg:npm/%40acme/files", { packageKey: "npm:@acme/files", packageVersion: null }],
  ["pypi:My_Server.Tools@2.0", { packageKey: "pypi:my-server-tools", packageVersion: "2.0" }],
  ["com.acme/files", { serverName: "com.acme/files", serverVersion: null }],
  [" com.acme/files@1.2.3 ", { serverName: "com.acme/files", serverVersion: "1.2.3" }],
])("%s is read as one thing", (text, expected) => {
  const read = readSubject(text);
  expect(read).toMatchObject({ ok: true, subject: expected });
  if (!read.ok) return;
  const { digest, packageKey: name, serverName } = read.subject;
  expect([digest, name, serverName].filter((one) => one !== null)).toHaveLength(1);
  // What people are shown can be revoked again as it stands.
  expect(readSubject(read.subject.subject)).toEqual(read);
});

test.each([
  "",
  "left-pad",
  "sha256:abc",
  "npm:",
  "npm:x@",
  "npm:a b",
  "pkg:",
  "pkg:npm",
  "https://acme.example/x",
  "com.acme/files@",
])("%j is refused with what to write instead", (text) => {
  expect(readSubject(text)).toEqual({
    ok: false,
    reason: expect.stringMatching(/[Ww]rite/) as string,
  });
});

test("an image is revoked by its digest, as its name does not say where it comes from", () => {
  expect(readSubject("pkg:oci/files@1.0")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("digest") as string,
  });
});

test("names are compared as their registries do", () => {
  expect(packageKey("pypi", "My__Server-x")).toBe(packageKey("pypi", "my.server_x"));
  expect(packageKey("npm", "My_Server")).toBe("npm:my_server");
});
