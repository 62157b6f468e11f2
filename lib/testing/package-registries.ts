import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { IntakeSources } from "#lib/intake/ask.ts";

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/**
 * One real HTTP server that speaks as npm, PyPI, a container registry and an official registry, each
 * below a path of its own. What nobody put there is a 404.
 */
export async function startPackageRegistries() {
  const answers = new Map<string, unknown>();
  const seen: { url: string; authorization: string | undefined }[] = [];
  const server = http.createServer((request, response) => {
    const url = request.url ?? "";
    seen.push({ url, authorization: request.headers.authorization });
    const value = answers.get(url);
    if (typeof value === "function") (value as Handler)(request, response);
    else if (value === undefined) response.writeHead(404).end('{"error":"not found"}');
    else if (Buffer.isBuffer(value)) response.writeHead(200).end(value);
    else
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(typeof value === "string" ? value : JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const base = `http://${host}`;
  const sources: IntakeSources = {
    npm: `${base}/npm`,
    npmDownloads: `${base}/counts`,
    pypi: `${base}/pypi-site`,
    official: `${base}/official`,
    allowedHosts: [host],
    timeoutMs: 2_000,
  };

  return {
    host,
    base,
    sources,
    seen,
    /** At this path and query; a function answers by itself. */
    put: (path: string, value: unknown) => void answers.set(path, value),
    putOfficial(document: { name: string }, version = "latest") {
      const path = `/official/v0.1/servers/${encodeURIComponent(document.name)}/versions/${version}`;
      answers.set(path, { server: document, _meta: {} });
    },
    /** An image with this configuration below a token that anybody gets; answers its digest. */
    putImage(repository: string, tag: string, config: unknown): string {
      const blob = Buffer.from(JSON.stringify(config));
      const configDigest = sha256(blob);
      const image = Buffer.from(JSON.stringify({ config: { digest: configDigest } }));
      const index = Buffer.from(
        JSON.stringify({
          manifests: [{ digest: sha256(image), platform: { os: "linux", architecture: "amd64" } }],
        }),
      );
      const closed =
        (body: Buffer): Handler =>
        ({ headers }, response) => {
          if (headers.authorization === "Bearer anybody") response.writeHead(200).end(body);
          else
            response
              .writeHead(401, {
                "www-authenticate": `Bearer realm="${base}/token",service="test"`,
              })
              .end("{}");
        };
      answers.set(
        `/token?service=test&scope=repository%3A${encodeURIComponent(repository)}%3Apull`,
        {
          token: "anybody",
        },
      );
      answers.set(`/v2/${repository}/manifests/${tag}`, closed(index));
      answers.set(`/v2/${repository}/manifests/${sha256(image)}`, closed(image));
      answers.set(`/v2/${repository}/blobs/${configDigest}`, closed(blob));
      answers.set(
        `/v2/${repository}/tags/list?n=1000`,
        closed(Buffer.from(JSON.stringify({ tags: ["0.9.0", tag] }))),
      );
      return sha256(index);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const sha256 = (body: Buffer) => `sha256:${createHash("sha256").update(body).digest("hex")}`;

/** The package document of npm, as far as intake reads it. */
export function npmDocument(name: string, more: Record<string, unknown> = {}, at = "1.2.0") {
  const manifest = { name, version: at, description: "Reads files.", license: "MIT", ...more };
  return {
    name,
    "dist-tags": { latest: at, next: "2.0.0-rc.1" },
    versions: { "1.1.0": { name, version: "1.1.0" }, [at]: manifest },
    time: { "1.1.0": "2026-01-02T00:00:00.000Z", [at]: "2026-03-04T05:06:07.000Z" },
    maintainers: [{ name: "ada", email: "ada@test.example" }],
  };
}
