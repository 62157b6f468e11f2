import type http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { sdistOf, sha256, startPypiRegistry, zipOf } from "#lib/testing/pypi-registry.ts";
import { collectPypi } from "./collect-pypi.ts";

let registry: Awaited<ReturnType<typeof startPypiRegistry>>;
beforeAll(async () => {
  registry = await startPypiRegistry();
});
afterAll(() => registry.close());

type Asked = Partial<Parameters<typeof collectPypi>[1]>;
const collect = (name: string, asked: Asked = {}, change = {}) =>
  collectPypi(registry.reach(change), {
    ...{ name, version: null, registered: null, serverName: null },
    ...asked,
  });
const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe("a package as it should be", () => {
  test("its manifest, bytes and tree are read from its wheel, and each names its evidence", async () => {
    const { digest, files } = registry.publish("acme-server", "1.2.0", {
      metadata: [
        "Summary: Reads files.",
        'Author-email: "Ada Lovelace" <ada@test.example>, Bob <bob@test.example>',
        "License-Expression: MIT",
        "Project-URL: Homepage, https://acme.test.example",
        "Project-URL: Source Code, https://github.com/acme/server/tree/main/python",
      ].join("\n"),
      readme: "# Server\n<!-- mcp-name: com.acme/server -->\n",
      info: { license: "something else" },
    });
    registry.put("/github/repos/acme/server", { full_name: "acme/server" });
    const reach = registry.reach();
    const read = await collectPypi(reach, {
      ...{ name: "Acme_Server", version: "1.2.0", registered: null, serverName: null },
    });
    expect(read).toMatchObject({ name: "acme-server", version: "1.2.0", digest, layout: "wheel" });
    expect(read.archive?.equals(files[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(read.manifest).toMatchObject({
      ok: true,
      value: {
        name: "acme-server",
        serverName: "com.acme/server",
        description: "Reads files.",
        repository: "https://github.com/acme/server",
        author: { name: "Ada Lovelace", email: "ada@test.example" },
        maintainers: [{ name: "Bob", email: "bob@test.example" }],
        license: "MIT",
        publishedAt: "2026-03-04T05:06:07.000Z",
        deprecated: null,
        installScripts: [],
        issues: [],
      },
    });
    expect(read.bytes).toMatchObject({ ok: true, value: { expected: digest, actual: digest } });
    expect(read.repository).toMatchObject({ ok: true, value: { state: "public" } });
    expect(read.tree).toMatchObject({ ok: true, value: { components: [], missing: [] } });
    const kept = new Set(reach.evidence.map(({ sha256: one }) => one));
    for (const fact of [read.manifest, read.bytes, read.tree, read.repository])
      expect(
        fact.ok && fact.evidence.length > 0 && fact.evidence.every((one) => kept.has(one)),
      ).toBe(true);
    expect(reach.evidence.find(({ kind }) => kind === "wheel")?.body).toBeNull();
  });

  test("a source distribution is read where there is no wheel, and runs its setup.py", async () => {
    registry.publish("old-style", "1.0", { wheel: null, sdist: { "setup.py": "x = 1\n" } });
    const got = await collect("old-style");
    expect(got).toMatchObject({ version: "1.0", layout: "sdist" });
    expect(got.manifest).toMatchObject({ ok: true, value: { installScripts: ["setup.py"] } });
  });

  test("a withdrawn version is deprecated, with the reason", async () => {
    registry.publish("yanked", "1.0", {
      entry: (entry) => Object.assign(entry, { yanked: true, yanked_reason: "broken" }),
    });
    const { manifest } = await collect("yanked");
    expect(manifest).toMatchObject({
      ok: true,
      value: { deprecated: expect.stringContaining("broken") },
    });
  });

  test("the file whose digest was registered is read, whatever else is there by now", async () => {
    const { files } = registry.publish("two-files", "1.0", { sdist: {} });
    const registered = `sha256:${sha256(files[1]?.bytes ?? Buffer.alloc(0))}`;
    expect((await collect("two-files")).layout).toBe("wheel");
    expect(await collect("two-files", { registered })).toMatchObject({
      layout: "sdist",
      digest: registered,
    });
  });

  test("a mirror without the JSON API is read by its list of files", async () => {
    const { digest } = registry.publish("simple", "2.0", { readme: "mcp-name: com.acme/simple" });
    registry.put("/index/pypi/simple/json", undefined);
    registry.put("/index/pypi/simple/2.0/json", undefined);
    for (const version of [null, "2.0", "2.0.0"])
      expect(await collect("simple", { version })).toMatchObject({
        ...{ digest, version: "2.0" },
        manifest: {
          ok: true,
          value: { name: "simple", serverName: "com.acme/simple", issues: [] },
        },
        tree: { ok: true },
      });
    expect((await refusal(collect("simple", { version: "3.0" }))).code).toBe("not_found");
  });
});

describe("mcp-name in the README", () => {
  test.each<[string, string | null, string | null]>([
    ["mcp-name: com.acme/server", null, "com.acme/server"],
    ["<!-- mcp-name:com.acme/server -->", null, "com.acme/server"],
    ["It is mcp-name: com.acme/server.", null, "com.acme/server"],
    ["mcp-name: com.acme/server-two", "com.acme/server", "com.acme/server-two"],
    ["mcp-name: com.acme/server/more", "com.acme/server", null],
    ["mcp-name: com.acme/one\nmcp-name: com.acme/two", "com.acme/two", "com.acme/two"],
    ["notmcp-name: com.acme/server", null, null],
    ["mcp-name: nothing", null, null],
  ])("%j, registered as %j, says %j", async (readme, serverName, said) => {
    registry.publish("readme", "1.0", { readme });
    const { manifest } = await collect("readme", { serverName });
    expect(manifest.ok && manifest.value.serverName).toBe(said);
  });
});

describe("what is not there", () => {
  test("a project or a version that does not exist is told in a sentence", async () => {
    registry.publish("there", "1.0");
    expect((await refusal(collect("nobody-has-this"))).message).toBe(
      'The Python package index has no project named "nobody-has-this".',
    );
    const version = await refusal(collect("there", { version: "9.9" }));
    expect(version).toMatchObject({ code: "not_found" });
    expect(version.message).toBe('The Python package index has no version "9.9" of "there".');
  });

  test.each(["../../etc", "a/b", "a b", "-a", "a-", "x".repeat(201), ""])(
    "%j is no name, and nothing is asked for it",
    async (name) => {
      const before = registry.seen.length;
      expect((await refusal(collect(name))).code).toBe("invalid");
      expect(registry.seen.length).toBe(before);
    },
  );

  test("an index that does not answer leaves everything open, and nothing failed", async () => {
    const got = await collect("whatever", { version: "1.0" }, { pypi: "http://127.0.0.1:9/x" });
    for (const fact of [got.manifest, got.bytes, got.signature, got.provenance, got.tree])
      expect(fact).toMatchObject({ ok: false, reason: "unreachable" });
    expect(got).toMatchObject({ version: "1.0", archive: null, digest: null });
  });

  test.each([
    [401, "auth_required"],
    [403, "auth_required"],
    [429, "rate_limited"],
    [503, "registry_5xx"],
  ])("an index that answers %i leaves everything open: %s", async (status, reason) => {
    const name = `status-${status}`;
    registry.put(
      `/index/pypi/${name}/json`,
      (_request: http.IncomingMessage, response: http.ServerResponse) =>
        response.writeHead(status).end(),
    );
    const got = await collect(name);
    for (const fact of [got.manifest, got.bytes, got.provenance, got.tree])
      expect(fact).toMatchObject({ ok: false, reason });
  });

  test("an index that hangs is given up", async () => {
    registry.put(
      "/index/pypi/hangs/json",
      (_request: http.IncomingMessage, response: http.ServerResponse) => {
        response.writeHead(200).write("{");
      },
    );
    expect((await collect("hangs", {}, { timeoutMs: 300 })).manifest).toMatchObject({ ok: false });
  });

  test.each(["[]", "null", "{", "{}", '{"info":{"name":"another","version":"1.0"}}'])(
    "an answer of %s is none",
    async (text) => {
      registry.put("/index/pypi/odd/json", text);
      expect((await collect("odd")).manifest).toMatchObject({ ok: false, reason: "unreachable" });
    },
  );

  test("a version without a file that can be read is opaque", async () => {
    registry.publish("empty", "1.0", { wheel: null });
    expect((await collect("empty")).bytes).toMatchObject({ ok: false, reason: "opaque_artifact" });
  });
});

describe("bytes", () => {
  test("other bytes than promised are a fact, and are not handed on", async () => {
    const { digest, filename } = registry.publish("swapped", "1.0", {
      info: { requires_dist: [] },
    });
    registry.put(`/files/${filename}`, zipOf({ "evil.py": "x" }));
    const got = await collect("swapped");
    expect(got).toMatchObject({ archive: null, digest });
    expect(got.bytes.ok && got.bytes.value.expected).toBe(digest);
    expect(got.bytes.ok && got.bytes.value.actual).not.toBe(digest);
    // What the index says stands all the same.
    expect(got.manifest).toMatchObject({ ok: true, value: { name: "swapped" } });
  });

  test("a file that is not there, and one that ends in the middle, did not answer", async () => {
    const gone = registry.publish("gone", "1.0");
    registry.put(`/files/${gone.filename}`, undefined);
    const cut = registry.publish("cut", "1.0");
    registry.put(
      `/files/${cut.filename}`,
      (_request: http.IncomingMessage, response: http.ServerResponse) => {
        response.writeHead(200, { "content-length": 9_999 });
        response.write("PK", () => response.destroy());
      },
    );
    for (const name of ["gone", "cut"]) {
      const got = await collect(name);
      expect(got.bytes).toMatchObject({ ok: false, reason: "unreachable" });
      expect(got.archive).toBeNull();
      expect(got.manifest.ok).toBe(true);
    }
  });

  test.each(["http://10.0.0.1/x.whl", "file:///etc/passwd", "http://169.254.169.254/x.whl"])(
    "a file at %j is not fetched",
    async (url) => {
      registry.publish("elsewhere", "1.0", { entry: (entry) => Object.assign(entry, { url }) });
      expect((await collect("elsewhere")).bytes).toMatchObject({ ok: false });
    },
  );

  test("metadata of another name or version, or none, are issues", async () => {
    const folder = "odd_meta-1.0.dist-info/METADATA";
    const issuesOf = async (text: string) => {
      registry.publish("odd-meta", "1.0", { wheel: { [folder]: text } });
      const { manifest } = await collect("odd-meta");
      return manifest.ok ? manifest.value.issues : [];
    };
    expect(await issuesOf("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")).toEqual([
      "Its metadata give another name.",
    ]);
    expect(await issuesOf("Metadata-Version: 2.1\nName: odd.meta\nVersion: 2.0\n")).toEqual([
      "Its metadata give another version.",
    ]);
    expect(await issuesOf("nothing")).toEqual(["It holds no METADATA that names a package."]);
  });
});

describe("dependencies", () => {
  const need = (...requirements: string[]) =>
    requirements.map((one) => `Requires-Dist: ${one}`).join("\n");
  const treeOf = async (name: string, change = {}) => (await collect(name, {}, change)).tree;

  test("as deps.dev has resolved them are approximate, with licences and digests of the index", async () => {
    registry.publish("needs-more", "1.0", {
      metadata: need("httpx>=0.27", 'pytest; extra == "dev"'),
    });
    const { files } = registry.publish("httpx", "0.28.0", {
      info: { license: "BSD-3-Clause", requires_dist: [] },
    });
    registry.resolve("needs-more", "1.0", [
      ["needs-more", "1.0"],
      ["httpx", "0.28.0"],
    ]);
    const tree = await treeOf("needs-more");
    expect(tree).toMatchObject({
      ok: true,
      value: {
        lock: "resolved",
        approximate: true,
        missing: [],
        components: [
          {
            name: "httpx",
            purl: "pkg:pypi/httpx@0.28.0",
            license: "BSD-3-Clause",
            depth: 1,
            hasInstallScript: false,
            integrity: `sha256-${Buffer.from(sha256(files[0]?.bytes ?? Buffer.alloc(0)), "hex").toString("base64")}`,
          },
        ],
      },
    });
  });

  test("that nobody can resolve are not known, never left out", async () => {
    registry.publish("unresolved", "1.0", { metadata: need("anything>=1") });
    expect(await treeOf("unresolved")).toMatchObject({ ok: false, reason: "unreachable" });
    expect(await treeOf("unresolved", { depsDev: null })).toMatchObject({
      ok: false,
      reason: "tool_missing",
      detail: expect.stringContaining("deps.dev"),
    });
  });

  test("with exact versions all the way down need no resolver", async () => {
    registry.publish("pin-a", "1.0", { metadata: need("pin-b==2.0") });
    registry.publish("pin-b", "2.0", { info: { requires_dist: ["pin-c (==3.0)"] } });
    registry.publish("pin-c", "3.0", { info: { requires_dist: ["pin-b==2.0"] } });
    const tree = await treeOf("pin-a", { depsDev: null });
    expect(tree).toMatchObject({ ok: true, value: { lock: "resolved", approximate: false } });
    expect(tree.ok && tree.value.components.map(({ purl, depth }) => [purl, depth])).toEqual([
      ["pkg:pypi/pin-b@2.0", 1],
      ["pkg:pypi/pin-c@3.0", 2],
    ]);
  });

  test("from git and addresses are told, and what is no requirement too", async () => {
    registry.publish("foreign", "1.0", {
      metadata: need(
        "one @ git+https://github.com/a/one@main",
        "two @ https://files.test.example/two.whl",
        "!!",
      ),
    });
    const tree = await treeOf("foreign");
    expect(tree.ok && tree.value.foreign.map(({ name, kind }) => [name, kind])).toEqual([
      ["one", "git"],
      ["two", "remote"],
    ]);
    expect(tree.ok && tree.value.missing).toMatchObject([{ name: "!!" }]);
  });

  const UV = (hash: string) => `version = 1
[[package]]
name = "locked"
source = { editable = "." }
dependencies = [{ name = "uvdep" }]
[package.dev-dependencies]
dev = [{ name = "tester" }]
[[package]]
name = "uvdep"
version = "1.5"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "deep", extra = ["more"] }, # a comment
]
wheels = [{ url = "https://x/uvdep.whl", hash = "sha256:${hash}", size = 1 }]
[[package]]
name = "deep"
version = "2.0"
source = { git = "https://github.com/a/deep?rev=1#abc" }
[package.optional-dependencies]
more = [{ name = "extra-dep" }]
[[package]]
name = "extra-dep"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "tester"
version = "9.0"
source = { registry = "https://pypi.org/simple" }
`;

  test("of a uv.lock in the source distribution are its own lock, without those for tests", async () => {
    const dep = registry.publish("uvdep", "1.5");
    const hash = sha256(dep.files[0]?.bytes ?? Buffer.alloc(0));
    registry.publish("locked", "1.0", {
      metadata: need("uvdep>=1"),
      sdist: { "uv.lock": UV(hash) },
    });
    const tree = await treeOf("locked", { depsDev: null });
    expect(tree).toMatchObject({
      ok: true,
      value: {
        lock: "own",
        approximate: false,
        lockIssues: [],
        foreign: [{ name: "deep", kind: "git" }],
      },
    });
    expect(tree.ok && tree.value.components.map(({ purl, depth }) => [purl, depth])).toEqual([
      ["pkg:pypi/deep@2.0", 2],
      ["pkg:pypi/extra-dep@3.0", 3],
      ["pkg:pypi/uvdep@1.5", 1],
    ]);
  });

  test("a lock with another digest than the index, or without what is needed, is an issue", async () => {
    registry.publish("uvdep", "1.5");
    registry.publish("locked-badly", "1.0", {
      metadata: need("uvdep>=2", "absent-one"),
      sdist: { "uv.lock": UV("0".repeat(64)) },
    });
    // What the index says of a version is kept: the name must be new.
    const tree = await treeOf("locked-badly");
    expect(tree.ok && tree.value.lockIssues).toEqual([
      "uv.lock has uvdep 1.5, but >=2 is needed.",
      "uv.lock has no absent-one, which it needs.",
      "Its digest of uvdep 1.5 is not the index's.",
    ]);
  });

  test("of poetry.lock, pylock.toml and requirements with hashes are read too", async () => {
    const hash = "a".repeat(64);
    const poetry = `[[package]]
name = "First"
version = "1.0"
optional = false
files = [
    {file = "first-1.0-py3-none-any.whl", hash = "sha256:${hash}"},
]
[package.dependencies]
second = {version = ">=1", markers = "python_version < '3.11'"}
unused = {version = "*", optional = true}
[[package]]
name = "second"
version = "1.1"
files = []
[[package]]
name = "unused"
version = "1.2"
files = []
`;
    const pylock = `lock-version = "1.0"
[[packages]]
name = "first"
version = "1.0"
wheels = [{ name = "first.whl", hashes = { sha256 = "${hash}" } }]
`;
    const requirements = `# made by a tool\nfirst==1.0 \\\n    --hash=sha256:${hash}\n`;
    const found = async (file: string, text: string) => {
      registry.publish("by-lock", "1.0", { metadata: need("first"), sdist: { [file]: text } });
      const tree = await treeOf("by-lock", { depsDev: null });
      return tree.ok
        ? tree.value.components.map(({ name, version }) => `${name} ${version}`)
        : tree;
    };
    expect(await found("poetry.lock", poetry)).toEqual(["first 1.0", "second 1.1"]);
    expect(await found("pylock.toml", pylock)).toEqual(["first 1.0"]);
    expect(await found("requirements.txt", requirements)).toEqual(["first 1.0"]);
    expect(await found("requirements.txt", "first>=1.0\n")).toMatchObject({ ok: false });
    expect(await found("uv.lock", "[[package\n")).toMatchObject({ ok: false });
  });

  test("of a source distribution that computes them are asked for, not taken for none", async () => {
    const old = "Metadata-Version: 1.2\nName: computed\nVersion: 1.0\n";
    registry.publish("computed", "1.0", { wheel: null, sdist: { "PKG-INFO": old } });
    registry.put("/files/computed-1.0.tar.gz", sdistOf("computed-1.0", { "PKG-INFO": old }));
    registry.publish("computed", "1.0", { wheel: null, sdist: { "PKG-INFO": old } });
    expect(await treeOf("computed", { depsDev: null })).toMatchObject({
      ok: false,
      reason: "tool_missing",
    });
  });
});
