import { createHash } from "node:crypto";
import type http from "node:http";
import { gzipSync } from "node:zlib";
import { startPackageRegistries } from "#lib/testing/package-registries.ts";
import { endOfTar, tarEntry } from "#lib/trust/archive/archive-builder.ts";

export const sha256 = (body: Buffer | string) =>
  `sha256:${createHash("sha256").update(body).digest("hex")}`;
const OCI = "application/vnd.oci.image";

type Files = Readonly<Record<string, string | Buffer | null>>;
/** A layer as container builders make it; null makes a whiteout of that name. */
export const layerOf = (files: Files): Buffer =>
  gzipSync(
    Buffer.concat([
      ...Object.entries(files).map(([name, content]) => entryOf(name, content)),
      endOfTar,
    ]),
  );

function entryOf(name: string, content: string | Buffer | null): Buffer {
  if (content !== null) return tarEntry({ name, content, mode: 0o755 });
  const at = name.lastIndexOf("/") + 1;
  return tarEntry({ name: `${name.slice(0, at)}.wh.${name.slice(at)}` });
}

type Image = {
  layers?: readonly Buffer[];
  config?: Record<string, unknown>;
  labels?: Record<string, string>;
  /** In an index, beside an image for another platform. */
  inIndex?: boolean;
  /** Of BuildKit, in the index. */
  statement?: string;
  /** The SPDX documents that BuildKit attaches. */
  sboms?: readonly unknown[];
  /** What the statements around them are about; the image, unless told otherwise. */
  sbomSubject?: string;
};

/** A real container registry over HTTP that wants the token that it gives to anybody. */
export async function startOciRegistry() {
  const server = await startPackageRegistries();
  const { base, host, put, seen } = server;
  const open =
    (body: Buffer | string, type = "application/octet-stream") =>
    (request: http.IncomingMessage, response: http.ServerResponse) => {
      if (request.headers.authorization === "Bearer anybody")
        return void response.writeHead(200, { "content-type": type }).end(body);
      const challenge = `Bearer realm="${base}/token",service="test"`;
      response.writeHead(401, { "www-authenticate": challenge }).end("{}");
    };

  function putBlob(repository: string, body: Buffer | string) {
    const digest = sha256(body);
    put(`/v2/${repository}/blobs/${digest}`, open(body));
    return { digest, size: Buffer.byteLength(body) };
  }

  function putManifest(repository: string, document: unknown, ...tags: string[]) {
    const body = JSON.stringify(document);
    const digest = sha256(body);
    for (const one of [digest, ...tags]) put(`/v2/${repository}/manifests/${one}`, open(body));
    return { digest, size: body.length, body };
  }

  /** Answers the digest that a reference would give, and that of the image itself. */
  function putImage(repository: string, tag: string, image: Image = {}) {
    put(`/token?service=test&scope=repository%3A${encodeURIComponent(repository)}%3Apull`, {
      token: "anybody",
    });
    const { layers = [], config = {}, labels = {} } = image;
    const described = {
      architecture: "amd64",
      os: "linux",
      created: "2026-10-01T08:00:00Z",
      config: { Labels: labels, ...config },
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: {
        mediaType: `${OCI}.config.v1+json`,
        ...putBlob(repository, JSON.stringify(described)),
      },
      layers: layers.map((layer) => ({
        mediaType: `${OCI}.layer.v1.tar+gzip`,
        ...putBlob(repository, layer),
      })),
    };
    if (!image.inIndex) {
      const { digest } = putManifest(repository, manifest, tag);
      return { digest, image: digest, manifest };
    }
    const { digest, size } = putManifest(repository, manifest);
    const about = image.sbomSubject ?? digest;
    const said = [
      ...(image.statement ? [{ predicateType: image.statement }] : []),
      ...(image.sboms ?? []).map((predicate) => ({
        _type: "https://in-toto.io/Statement/v0.1",
        predicateType: "https://spdx.dev/Document",
        subject: [{ name: `pkg:docker/${repository}`, digest: { sha256: about.slice(7) } }],
        predicate,
      })),
    ];
    const statements = said.length > 0 ? [statementOf(repository, digest, said)] : [];
    const index = {
      schemaVersion: 2,
      mediaType: `${OCI}.index.v1+json`,
      manifests: [
        { digest: sha256("arm"), size: 1, platform: { os: "linux", architecture: "arm64" } },
        ...statements,
        { digest, size, platform: { os: "linux", architecture: "amd64" } },
      ],
    };
    return { digest: putManifest(repository, index, tag).digest, image: digest, manifest };
  }

  function statementOf(
    repository: string,
    image: string,
    said: readonly { predicateType: string }[],
  ) {
    const { digest, size } = putManifest(repository, {
      config: putBlob(repository, "{}"),
      layers: said.map((statement) => ({
        mediaType: "application/vnd.in-toto+json",
        ...putBlob(repository, JSON.stringify(statement)),
        annotations: { "in-toto.io/predicate-type": statement.predicateType },
      })),
    });
    return {
      digest,
      size,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": image,
      },
    };
  }

  /** A Sigstore bundle that refers to an image, as cosign 3 and GitHub lay it down. */
  function putBundle(
    repository: string,
    image: string,
    bundle: unknown,
    by: "referrers" | "tag" = "referrers",
  ) {
    const type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    const { digest, size } = putManifest(repository, {
      artifactType: type,
      config: putBlob(repository, "{}"),
      layers: [{ mediaType: type, ...putBlob(repository, JSON.stringify(bundle)) }],
    });
    const index = { schemaVersion: 2, manifests: [{ digest, size, artifactType: type }] };
    if (by === "tag") putManifest(repository, index, image.replace(":", "-"));
    else put(`/v2/${repository}/referrers/${image}`, open(JSON.stringify(index)));
  }

  return {
    base,
    host,
    seen,
    put,
    putBlob,
    putManifest,
    putImage,
    putBundle,
    close: () => server.close(),
  };
}
