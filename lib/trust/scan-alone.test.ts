import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMcpServer, type McpServer } from "#lib/testing/mcp-server.ts";
import { layerOf, startOciRegistry } from "#lib/testing/oci-registry.ts";
import { reachTo } from "#lib/testing/trust-services.ts";
import { openFeeds } from "./feeds/feed-store.ts";
import type { Scanner } from "./open-scanner.ts";
import { scanAlone } from "./scan-alone.ts";
import { scanArtifact } from "./scan-artifact.ts";

const feedDir = mkdtempSync(path.join(tmpdir(), "scan-alone-test-"));
let server: McpServer;
let registry: Awaited<ReturnType<typeof startOciRegistry>>;
beforeAll(async () => {
  server = await startMcpServer();
  registry = await startOciRegistry();
});
afterAll(async () => {
  await server.close();
  await registry.close();
  rmSync(feedDir, { recursive: true });
});

function alone(text: string) {
  const tools = { feeds: openFeeds(feedDir), fingerprintKey: Buffer.alloc(32, 1), capture: false };
  const { sources, now } = reachTo({ allowedHosts: [server.host, registry.host] });
  const scanner: Pick<Scanner, "open" | "scan"> = {
    open: () => ({ sources, now }),
    scan: (reference, options) => scanArtifact(reference, { ...options, tools }),
  };
  return scanAlone(text, { timeoutMs: 60_000, onStep: () => undefined, scanner });
}

test("a remote is scanned by its address, whatever is in that", { timeout: 60_000 }, async () => {
  const url = `${server.base}/mcp?for=somebody@acme.example`;
  server.put("/mcp?for=somebody@acme.example", (_request, response) =>
    response.writeHead(404).end(),
  );
  const { report } = await alone(`remote:${url}`);
  expect(report).toMatchObject({ kind: "remote", name: url, digest: null });
  expect((await alone(`remote:${server.base}/mcp`)).report.version).toBe("1.4.0");
});

test("an image is scanned by its digest or its tag", { timeout: 60_000 }, async () => {
  const layers = [layerOf({ "app/index.js": "module.exports = 1;\n" })];
  const { digest } = registry.putImage("acme/server", "1.2.0", { layers });
  const pinned = await alone(`oci:${registry.host}/acme/server@${digest}`);
  expect(pinned.report).toMatchObject({ kind: "oci", version: digest, digest });
  const tagged = await alone(`oci:${registry.host}/acme/server:1.2.0`);
  expect(tagged.report).toMatchObject({ version: "1.2.0", digest });
  await expect(alone(`oci:${registry.host}/acme/server:9`)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("what is no artifact is refused with what to write", async () => {
  await expect(alone("docker:acme/server")).rejects.toThrow(/write npm:NAME@VERSION.*remote:URL/);
});
