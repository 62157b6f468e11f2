import { createHash } from "node:crypto";
import type { Reach, TrustSources } from "#lib/trust/collect/reach.ts";
import { tarEntry, tgz, zip } from "#lib/trust/archive/archive-builder.ts";
import { reachOf } from "./npm-registry.ts";
import { startPackageRegistries } from "./package-registries.ts";
import type { startSigstore } from "./sigstore-authority.ts";

type Files = Record<string, string | Buffer>;
type Told = {
  /** Lines of its metadata beside name and version. */
  metadata?: string;
  readme?: string;
  /** Of the wheel; null: there is none. */
  wheel?: Files | null;
  /** Of the source distribution; null: there is none. */
  sdist?: Files | null;
  /** Changes what the JSON API says of the project. */
  info?: Record<string, unknown>;
  /** Changes an entry of the list of files. */
  entry?: (entry: Record<string, unknown>) => void;
};

/** One real HTTP server that speaks as a Python package index (JSON API, PEP 691, PEP 740), deps.dev and GitHub. */
export async function startPypiRegistry() {
  const server = await startPackageRegistries();
  const { base, host, put } = server;
  const index = `${base}/index`;

  function publish(name: string, version: string, told: Told = {}) {
    const { metadata = "", readme = "", wheel = {}, sdist = null } = told;
    const text = `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n${metadata}\n\n${readme}`;
    const folder = name.replace(/-/g, "_");
    const files: { filename: string; bytes: Buffer; packagetype: string }[] = [];
    if (wheel !== null)
      files.push({
        filename: `${folder}-${version}-py3-none-any.whl`,
        bytes: zipOf({
          [`${folder}/__init__.py`]: "",
          [`${folder}-${version}.dist-info/METADATA`]: text,
          ...wheel,
        }),
        packagetype: "bdist_wheel",
      });
    if (sdist !== null)
      files.push({
        filename: `${folder}-${version}.tar.gz`,
        bytes: sdistOf(`${folder}-${version}`, { "PKG-INFO": text, ...sdist }),
        packagetype: "sdist",
      });
    const entries = files.map(({ filename, bytes, packagetype }) => {
      const entry: Record<string, unknown> = {
        filename,
        packagetype,
        url: `${base}/files/${filename}`,
        digests: { sha256: sha256(bytes) },
        upload_time_iso_8601: "2026-03-04T05:06:07.000000Z",
        yanked: false,
        yanked_reason: null,
      };
      put(`/files/${filename}`, bytes);
      told.entry?.(entry);
      return entry;
    });
    const info = { name, version, description: readme, requires_dist: null, ...told.info };
    const document = { info, urls: entries, vulnerabilities: [] };
    put(`/index/pypi/${name}/json`, document);
    put(`/index/pypi/${name}/${version}/json`, document);
    const simple = entries.map(({ digests, yanked, ...entry }) => ({
      ...entry,
      hashes: digests,
      yanked,
    }));
    put(`/index/simple/${name}/`, { meta: { "api-version": "1.3" }, name, files: simple });
    const [first] = files;
    return {
      files,
      digest: `sha256:${sha256(first?.bytes ?? Buffer.alloc(0))}`,
      filename: first?.filename ?? "",
      document,
    };
  }

  return {
    ...server,
    index,
    publish,
    /** What deps.dev answers: names with versions, the first of which is the project itself. */
    resolve(name: string, version: string, nodes: readonly (readonly [string, string])[]) {
      put(`/deps/v3/systems/pypi/packages/${name}/versions/${version}:dependencies`, {
        nodes: nodes.map(([one, its], at) => ({
          versionKey: { system: "PYPI", name: one, version: its },
          relation: at === 0 ? "SELF" : "DIRECT",
          errors: [],
        })),
        edges: nodes.slice(1).map((_one, at) => ({ fromNode: 0, toNode: at + 1, requirement: "" })),
      });
    },
    reach: (change: Partial<TrustSources> = {}): Reach & { steps: string[] } =>
      reachOf(base, host, { pypi: index, depsDev: `${base}/deps`, ...change }),
  };
}

type Bundle = Awaited<ReturnType<Awaited<ReturnType<typeof startSigstore>>["attest"]>>;

/** PEP 740's own names for the parts of a Sigstore bundle. */
export const asAttestation = (bundle: Bundle) => ({
  version: 1,
  verification_material: {
    certificate: bundle.verificationMaterial.certificate.rawBytes,
    transparency_entries: bundle.verificationMaterial.tlogEntries,
  },
  envelope: {
    statement: bundle.dsseEnvelope.payload,
    signature: bundle.dsseEnvelope.signatures[0]?.sig,
  },
});

/** What PyPI lets a Trusted Publisher sign: who published which file. */
export const publishStatement = (filename: string, digest: string) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: filename, digest: { sha256: digest } }],
  predicateType: "https://docs.pypi.org/attestations/publish/v1",
  predicate: null,
});

/** A zip as wheels and bundles are. */
export const zipOf = (files: Files): Buffer =>
  zip(Object.entries(files).map(([name, content]) => ({ name, content })));

export const sdistOf = (folder: string, files: Files): Buffer =>
  tgz(
    ...Object.entries(files).map(([name, content]) =>
      tarEntry({ name: `${folder}/${name}`, content }),
    ),
  );

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
