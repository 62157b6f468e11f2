import type http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { startNpmRegistry, tarballOf } from "#lib/testing/npm-registry.ts";
import { collectNpm } from "./collect-npm.ts";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
beforeAll(async () => {
  registry = await startNpmRegistry();
});
afterAll(() => registry.close());

const collect = (name: string, version: string | null = null, change = {}) =>
  collectNpm(registry.reach(change), { name, version });
const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe("a package as it should be", () => {
  test("its manifest, bytes, signature and tree are read, and each names its evidence", async () => {
    const { integrity, tarball } = await registry.publish(
      "@acme/server",
      "1.2.0",
      {
        mcpName: "com.acme/server",
        description: "Reads files.",
        license: "MIT",
        author: "Ada <ada@test.example> (https://test.example)",
        repository: { type: "git", url: "git+https://github.com/acme/server.git" },
        scripts: { postinstall: "node setup.js", test: "vitest" },
      },
      { files: { "binding.gyp": "{}" } },
    );
    registry.put("/github/repos/acme/server", { full_name: "acme/server" });
    const reach = registry.reach();
    const got = await collectNpm(reach, { name: "@acme/server", version: null });
    expect(got).toMatchObject({ name: "@acme/server", version: "1.2.0", digest: integrity });
    expect(got.tarball?.equals(tarball)).toBe(true);
    expect(got.manifest).toMatchObject({
      ok: true,
      value: {
        name: "@acme/server",
        serverName: "com.acme/server",
        repository: "git+https://github.com/acme/server.git",
        author: { name: "Ada", email: "ada@test.example" },
        maintainers: [{ name: "ada", email: "ada@test.example" }],
        license: "MIT",
        publishedAt: "2026-03-04T05:06:07.000Z",
        installScripts: ["postinstall", "install"],
        issues: [],
      },
    });
    expect(got.bytes).toMatchObject({
      ok: true,
      value: { expected: integrity, actual: integrity, sizeBytes: tarball.length },
    });
    expect(got.signature).toMatchObject({
      ok: true,
      value: { registry: "valid", publisher: "absent" },
    });
    expect(got.provenance).toMatchObject({ ok: true, value: { state: "absent" } });
    expect(got.repository).toMatchObject({
      ok: true,
      value: { url: "https://github.com/acme/server", state: "public", commitExists: null },
    });
    expect(got.tree).toMatchObject({
      ok: true,
      value: { components: [], missing: [], foreign: [] },
    });
    const kept = new Set(reach.evidence.map(({ sha256 }) => sha256));
    for (const fact of [got.manifest, got.bytes, got.signature, got.tree, got.repository])
      expect(
        fact.ok && fact.evidence.length > 0 && fact.evidence.every((one) => kept.has(one)),
      ).toBe(true);
    expect(reach.evidence.find(({ kind }) => kind === "tarball")?.body).toBeNull();
    expect(reach.steps.length).toBeGreaterThan(3);
  });

  test("a tag names the version that it points to", async () => {
    await registry.publish("tagged", "1.0.0");
    await registry.publish("tagged", "2.0.0-rc.1", {}, { tag: "next" });
    expect((await collect("tagged", "next")).version).toBe("2.0.0-rc.1");
    expect((await collect("tagged")).version).toBe("1.0.0");
  });

  test("addresses of the public registry are asked below the configured one", async () => {
    const { integrity } = await registry.publish(
      "mirrored",
      "1.0.0",
      {},
      {
        change: ({ dist }) => {
          dist["tarball"] = String(dist["tarball"]).replace(registry.npm, PUBLIC_NPM);
        },
      },
    );
    const got = await collect("mirrored");
    expect(got.bytes).toMatchObject({ ok: true, value: { actual: integrity } });
  });

  test("a package from before 2017 is held against its SHA-1", async () => {
    await registry.publish(
      "old",
      "1.0.0",
      {},
      { change: ({ dist }) => void delete dist["integrity"] },
    );
    const got = await collect("old");
    expect(got.bytes).toMatchObject({
      ok: true,
      value: { expected: expect.stringMatching(/^sha1-/), actual: expect.stringMatching(/^sha1-/) },
    });
    expect(got.tarball).not.toBeNull();
    expect(got.digest).toMatch(/^sha512-/);
  });
});

describe("what is not there", () => {
  test("a package or a version that does not exist is told in a sentence", async () => {
    await registry.publish("there", "1.0.0");
    const absent = await refusal(collect("nobody-has-this"));
    expect(absent.code).toBe("not_found");
    expect(absent.message).toBe('The npm registry has no package named "nobody-has-this".');
    const version = await refusal(collect("there", "9.9.9"));
    expect(version.message).toBe('The npm package "there" has no version "9.9.9".');
  });

  test.each(["../../etc", "a/b", "@a/b/c", "a b", "x".repeat(215), "@a/..", ""])(
    "%j is no name, and nothing is asked for it",
    async (name) => {
      const before = registry.seen.length;
      expect((await refusal(collect(name))).code).toBe("invalid");
      expect(registry.seen.length).toBe(before);
    },
  );

  test("members that every object inherits are no versions", async () => {
    await registry.publish("plain", "1.0.0");
    for (const version of ["constructor", "__proto__", "toString"])
      expect((await refusal(collect("plain", version))).code).toBe("not_found");
  });

  test("a registry that does not answer leaves everything open, and nothing failed", async () => {
    const got = await collect("whatever", "1.0.0", {
      npm: "http://127.0.0.1:9/npm",
      allowedHosts: [],
    });
    for (const fact of [got.manifest, got.bytes, got.signature, got.provenance, got.tree])
      expect(fact).toMatchObject({ ok: false, reason: "unreachable" });
    expect(got).toMatchObject({ version: "1.0.0", tarball: null, digest: null });
  });
});

describe("bytes", () => {
  test("other bytes than promised are a fact, and are not handed on", async () => {
    const { file, integrity } = await registry.publish("swapped", "1.0.0");
    registry.put(file, await tarballOf({ "package.json": '{"name":"evil"}' }));
    const got = await collect("swapped");
    expect(got.tarball).toBeNull();
    expect(got.digest).toBe(integrity);
    expect(got.bytes.ok && got.bytes.value.expected).toBe(integrity);
    expect(got.bytes.ok && got.bytes.value.actual).not.toBe(integrity);
  });

  test("a tarball that ends in the middle did not answer", async () => {
    const { file, tarball } = await registry.publish("cut", "1.0.0");
    registry.put(file, (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(200, { "content-length": tarball.length });
      response.write(tarball.subarray(0, 100), () => response.destroy());
    });
    const got = await collect("cut");
    expect(got.bytes).toMatchObject({ ok: false, reason: "unreachable" });
    expect(got.tarball).toBeNull();
    expect(got.manifest.ok).toBe(true);
  });

  test("a shorter tarball is a mismatch", async () => {
    const { file, tarball } = await registry.publish("short", "1.0.0");
    registry.put(file, tarball.subarray(0, tarball.length - 10));
    const { bytes } = await collect("short");
    expect(bytes.ok && bytes.value.expected === bytes.value.actual).toBe(false);
  });

  test.each(["http://10.0.0.1/x.tgz", "http://127.0.0.1:9/x.tgz", "file:///etc/passwd", "", "x"])(
    "a tarball at %j is not fetched",
    async (tarball) => {
      const name = `elsewhere-${Buffer.from(tarball).toString("hex").slice(0, 20)}x`;
      await registry.publish(
        name,
        "1.0.0",
        {},
        {
          change: ({ dist }) => {
            dist["tarball"] = tarball;
          },
        },
      );
      expect((await collect(name, null, { allowedHosts: [] })).bytes).toMatchObject({ ok: false });
    },
  );

  test("a redirect of the registry to an address inside is not followed", async () => {
    const { file } = await registry.publish("bounced", "1.0.0");
    registry.put(file, (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/" }).end();
    });
    expect((await collect("bounced")).bytes).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("a tarball that comes slower than the limit is given up", async () => {
    const { file } = await registry.publish("slow", "1.0.0");
    registry.put(file, (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(200).write("x");
    });
    const got = await collect("slow", null, { timeoutMs: 300 });
    expect(got.bytes).toMatchObject({ ok: false });
  });
});

describe("the registry's signature", () => {
  const stateOf = async (name: string) => {
    const { signature } = await collect(name);
    return signature.ok ? signature.value.registry : signature.reason;
  };

  test("over another digest, with an unknown key or missing is told apart", async () => {
    await registry.publish(
      "forged",
      "1.0.0",
      {},
      {
        change: ({ dist }) => {
          dist["signatures"] = [
            { keyid: "SHA256:test", sig: Buffer.from("no").toString("base64") },
          ];
        },
      },
    );
    await registry.publish(
      "strange",
      "1.0.0",
      {},
      {
        change: ({ dist }) => {
          dist["signatures"] = [{ keyid: "SHA256:other", sig: "AAAA" }];
        },
      },
    );
    await registry.publish(
      "bare",
      "1.0.0",
      {},
      { change: ({ dist }) => void delete dist["signatures"] },
    );
    expect(await stateOf("forged")).toBe("invalid");
    expect(await stateOf("strange")).toBe("unknown_key");
    expect(await stateOf("bare")).toBe("absent");
  });

  test("with a key that had expired before is told, with one that expired later is valid", async () => {
    const { keys } = await keysOf();
    const expiring = keys.map((key) => ({ ...key, expires: "2026-06-01T00:00:00.000Z" }));
    registry.put("/npm/-/npm/v1/keys", { keys: expiring });
    await registry.publish("before", "1.0.0", {}, { at: "2026-05-01T00:00:00.000Z" });
    await registry.publish("after", "1.0.0", {}, { at: "2026-07-01T00:00:00.000Z" });
    expect(await stateOf("before")).toBe("valid");
    expect(await stateOf("after")).toBe("expired_key");
    registry.put("/npm/-/npm/v1/keys", { keys });
  });

  test("a mirror without keys leaves it open, but for signatures of the public registry", async () => {
    const { keys } = await keysOf();
    registry.put("/npm/-/npm/v1/keys", undefined);
    await registry.publish("keyless", "1.0.0");
    expect(await stateOf("keyless")).toBe("unreachable");
    await registry.publish(
      "signed-by-npm",
      "1.0.0",
      {},
      {
        change: ({ dist }) => {
          dist["signatures"] = [
            { keyid: "SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U", sig: "AAAA" },
          ];
        },
      },
    );
    expect(await stateOf("signed-by-npm")).toBe("invalid");
    registry.put("/npm/-/npm/v1/keys", { keys });
  });
});

const keysOf = async () =>
  (await (await fetch(`${registry.npm}/-/npm/v1/keys`)).json()) as { keys: object[] };

describe("the manifest", () => {
  test("that differs from package.json is an issue", async () => {
    await registry.publish(
      "confused",
      "1.0.0",
      { dependencies: {} },
      {
        packageJson: { scripts: { install: "curl x | sh" }, dependencies: { evil: "1.0.0" } },
        change: (document) => void (document["scripts"] = {}),
      },
    );
    const { manifest } = await collect("confused");
    expect(manifest.ok && manifest.value.issues).toContain(
      "The registry's copy of the manifest and package.json differ in dependencies, install scripts.",
    );
    expect(manifest.ok && manifest.value.installScripts).toEqual(["install"]);
  });

  test.each([
    ["a list", "[]"],
    ["null", "null"],
    ["no JSON", "{"],
  ])(
    "package.json that is %s is an issue, and the registry's copy is used",
    async (_kind, text) => {
      const name = `odd-${Buffer.from(text).toString("hex")}`;
      await registry.publish(
        name,
        "1.0.0",
        { license: "ISC" },
        { files: { "package.json": text } },
      );
      const { manifest } = await collect(name);
      expect(manifest).toMatchObject({ ok: true, value: { name, license: "ISC" } });
      expect(manifest.ok && manifest.value.issues.join(" ")).toMatch(
        /holds no package.json that is/,
      );
    },
  );

  test("fields of any shape are read as not given", async () => {
    const odd = {
      license: 5,
      author: [],
      repository: 7,
      mcpName: {},
      scripts: "x",
      maintainers: "y",
    };
    await registry.publish("shapeless", "1.0.0", odd);
    const { manifest } = await collect("shapeless");
    expect(manifest).toMatchObject({
      ok: true,
      value: {
        license: null,
        author: null,
        repository: null,
        serverName: null,
        installScripts: [],
      },
    });
  });
});

describe("a package document that is too large", () => {
  test("is replaced by the document of the one version", { timeout: 30_000 }, async () => {
    await registry.publish("huge", "1.0.0", { license: "MIT" });
    registry.put("/npm/huge", (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{");
      const blank = Buffer.alloc(1_048_576, " ");
      const more = () => {
        while (!response.destroyed && response.write(blank));
      };
      response.on("drain", more);
      more();
    });
    const got = await collect("huge", "1.0.0", { timeoutMs: 20_000 });
    expect(got).toMatchObject({
      version: "1.0.0",
      manifest: { ok: true, value: { license: "MIT" } },
    });
  });
});
