import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import type { Reach, TrustSources } from "#lib/trust/collect/reach.ts";
import { startPackageRegistries } from "./package-registries.ts";

type Manifest = Record<string, unknown>;
type Published = {
  /** Files beside package.json, by path in the package. */
  files?: Record<string, string>;
  /** Where package.json says something else than what the registry was told. */
  packageJson?: Manifest;
  /** In place of a packed archive: hostile ones cannot be packed. */
  archive?: Buffer | null;
  /** Changes the registry's document of the version at the end. */
  change?: (document: Manifest & { dist: Manifest }) => void;
  at?: string;
  tag?: string;
};

const KEY_ID = "SHA256:test";

/** One real HTTP server that speaks as an npm registry with signed packages, and as GitHub's API. */
export async function startNpmRegistry() {
  const server = await startPackageRegistries();
  const { base, host, put } = server;
  const npm = `${base}/npm`;
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = keys.publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const documents = new Map<string, ReturnType<typeof emptyDocument>>();
  const key = { keyid: KEY_ID, keytype: "ecdsa-sha2-nistp256", scheme: "ecdsa-sha2-nistp256" };
  put("/npm/-/npm/v1/keys", { keys: [{ ...key, expires: null, key: spki }] });

  async function publish(
    name: string,
    version: string,
    manifest: Manifest = {},
    more: Published = {},
  ) {
    const packageJson = { name, version, ...(more.packageJson ?? manifest) };
    const packed = {
      "package.json": JSON.stringify(packageJson),
      "index.js": "module.exports = 1;\n",
      ...more.files,
    };
    const tarball = more.archive ?? (await tarballOf(packed));
    const path = encodeURIComponent(name).replace(/^%40/, "@");
    const file = `/npm/${path}/-/${encodeURIComponent(`${name}-${version}`)}.tgz`;
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    const message = Buffer.from(`${name}@${version}:${integrity}`);
    const document = {
      ...manifest,
      name,
      version,
      dist: {
        tarball: `${base}${file}`,
        integrity,
        shasum: createHash("sha1").update(tarball).digest("hex"),
        signatures: [
          { keyid: KEY_ID, sig: sign("sha256", message, keys.privateKey).toString("base64") },
        ],
      } as Manifest,
    };
    more.change?.(document);
    const whole = documents.get(name) ?? emptyDocument(name);
    documents.set(name, whole);
    whole.versions[version] = document;
    whole.time[version] = more.at ?? "2026-03-04T05:06:07.000Z";
    whole["dist-tags"][more.tag ?? "latest"] = version;
    put(`/npm/${path}`, whole);
    put(`/npm/${path}/${encodeURIComponent(version)}`, document);
    put(file, tarball);
    return { tarball, integrity, file, document };
  }

  return {
    ...server,
    npm,
    publish,
    reach: (change: Partial<TrustSources> = {}) => reachOf(base, host, change),
  };
}

const emptyDocument = (name: string) => ({
  name,
  "dist-tags": {} as Record<string, string>,
  versions: {} as Record<string, Manifest>,
  time: {} as Record<string, string>,
  maintainers: [{ name: "ada", email: "ada@test.example" }],
});

/** A reach into the test's own server and nowhere else. */
export function reachOf(
  base: string,
  host: string,
  change: Partial<TrustSources>,
): Reach & { steps: string[] } {
  const steps: string[] = [];
  return {
    sources: {
      npm: `${base}/npm`,
      pypi: `${base}/pypi`,
      osv: null,
      epss: null,
      kev: null,
      scorecard: null,
      github: `${base}/github`,
      allowedHosts: [host],
      timeoutMs: 5_000,
      ...change,
    },
    signal: AbortSignal.timeout(60_000),
    now: () => new Date(),
    evidence: [],
    onStep: (step) => void steps.push(step),
    steps,
  };
}

/** A gzipped tarball as npm packs it: everything below `package/`. */
export async function tarballOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [path, content] of Object.entries(files))
    archive.entry({ name: `package/${path}`, mode: 0o644 }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
