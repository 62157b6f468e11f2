import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readReference } from "./read-reference.ts";
import { writeReference, type Reference } from "./reference.ts";

const npm = (name: string, version: string | null = null): Reference => ({
  kind: "npm",
  name,
  version,
});
const pypi = (name: string, version: string | null = null): Reference => ({
  kind: "pypi",
  name,
  version,
});
const official = (name: string, version: string | null = null): Reference => ({
  kind: "official",
  name,
  version,
});
const oci = (host: string, repository: string, tag: string | null = null): Reference => ({
  kind: "oci",
  host,
  repository,
  tag,
  digest: null,
});
const SHA = `sha256:${"a".repeat(64)}`;
const NPM_SITE = `https://www.${["npmjs", "com"].join(".")}`;

describe("a pasted reference", () => {
  test.each<[string, Reference]>([
    ["@scope/pkg@1.2", npm("@scope/pkg", "1.2")],
    ["@scope/pkg", npm("@scope/pkg")],
    ["@scope/pkg@latest", npm("@scope/pkg")],
    ["  npm:left-pad  ", npm("left-pad")],
    ["npm:left-pad@1.3.0-rc.1", npm("left-pad", "1.3.0-rc.1")],
    ["npx -y @scope/pkg@2", npm("@scope/pkg", "2")],
    ["pkg:npm/%40scope/pkg@1.0.0", npm("@scope/pkg", "1.0.0")],
    [`${NPM_SITE}/package/@scope/pkg/v/1.2.3`, npm("@scope/pkg", "1.2.3")],
    [`${NPM_SITE}/package/left-pad?activeTab=code`, npm("left-pad")],
    ["pypi:mcp-server-git", pypi("mcp-server-git")],
    ["pypi:mcp-server-git==2.0", pypi("mcp-server-git", "2.0")],
    ["pip:mcp[cli]", pypi("mcp")],
    ["uvx mcp-server-git", pypi("mcp-server-git")],
    ["https://pypi.org/project/mcp-server-git/", pypi("mcp-server-git")],
    ["https://pypi.org/project/mcp-server-git/2.1/", pypi("mcp-server-git", "2.1")],
    ["ghcr.io/org/img:tag", oci("ghcr.io", "org/img", "tag")],
    ["ghcr.io/org/img", oci("ghcr.io", "org/img")],
    ["registry.corp:5000/team/img:1.0", oci("registry.corp:5000", "team/img", "1.0")],
    [`quay.io/org/img@${SHA}`, { ...oci("quay.io", "org/img"), digest: SHA } as Reference],
    ["oci:mcp/fetch:1", oci("docker.io", "mcp/fetch", "1")],
    ["docker:fetch", oci("docker.io", "library/fetch")],
    ["https://hub.docker.com/r/mcp/fetch", oci("docker.io", "mcp/fetch")],
    ["io.github.acme/files", official("io.github.acme/files")],
    ["com.acme/files@1.0.0", official("com.acme/files", "1.0.0")],
    [
      "https://registry.test.example/v0.1/servers/io.github.acme%2Ffiles/versions/1.0.0",
      official("io.github.acme/files", "1.0.0"),
    ],
    [
      "https://registry.test.example/v0/servers/io.github.acme%2Ffiles/versions/latest",
      official("io.github.acme/files"),
    ],
    ["https://github.com/Acme/files.git", official("io.github.acme/files")],
    [
      "https://files.test.example/a/x.mcpb",
      { kind: "mcpb", url: "https://files.test.example/a/x.mcpb" },
    ],
    [
      "https://github.com/acme/files/releases/download/v1/files.mcpb",
      { kind: "mcpb", url: "https://github.com/acme/files/releases/download/v1/files.mcpb" },
    ],
    ["https://mcp.acme.com/mcp", { kind: "remote", url: "https://mcp.acme.com/mcp" }],
    ["http://tools.corp:8080/sse", { kind: "remote", url: "http://tools.corp:8080/sse" }],
    [
      '{"name":"io.github.acme/files"}',
      { kind: "document", text: '{"name":"io.github.acme/files"}' },
    ],
  ])("%s is read", (text, first) => {
    const { candidates, problem } = readReference(text);
    expect(problem).toBeNull();
    expect(candidates[0]).toEqual(first);
  });

  test.each([
    ["mcp-server-git", ["npm", "pypi"]],
    ["mcp-server-git@1.0", ["npm", "pypi"]],
    ["fetch:1.0", ["oci"]],
    ["ghcr.io/img", ["oci", "official"]],
    ["io.github.acme/files", ["official", "oci"]],
    ["mcp/fetch", ["oci"]],
    ["ghcr.io/org/img", ["oci"]],
  ])("%s could be %j", (text, kinds) => {
    expect(readReference(text).candidates.map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    "",
    "   ",
    "two words",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://user:secret@host.example/mcp",
    "ftp://host.example/x",
    "npm:../../etc",
    "npm:@scope",
    "pypi:a/b",
    "oci:UPPER/case",
    `oci:a/b@sha256:1234`,
    "remote:javascript:alert(1)",
    "../../etc/passwd",
    "a\u202eb",
    "x".repeat(5_000),
  ])("%j is refused in words", (text) => {
    const { candidates, problem } = readReference(text);
    expect(candidates).toEqual([]);
    expect(problem).toMatch(/\.$/);
  });

  test("never throws, and what it reads it reads again from its own writing", () => {
    const text = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.stringMatching(/^[@a-z0-9./:_-]{1,30}$/),
      fc.stringMatching(/^(npm|pypi|oci|registry):[@a-z0-9./:_-]{1,30}$/),
    );
    fc.assert(
      fc.property(text, (given) => {
        for (const candidate of readReference(given).candidates)
          if (candidate.kind !== "document")
            expect(readReference(writeReference(candidate)).candidates).toEqual([candidate]);
      }),
    );
  });
});
