import fs from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { canonicalJson, isJsonObject, parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { startProduct } from "../scripts/lifecycle/run-product.ts";
import { gatehouse } from "./command-line.ts";

const base = () => process.env["E2E_BASE_URL"] ?? "";

type Entry = {
  server: { name: string; description: string; version: string; remotes?: object[] };
  _meta: Record<string, { isLatest?: boolean; status?: string }>;
};
type List = { servers: Entry[]; metadata: { count: number; nextCursor?: string } };
const OFFICIAL = "io.modelcontextprotocol.registry/official";

async function list(address: string): Promise<List> {
  const answer = await fetch(address);
  expect([address, answer.status]).toEqual([address, 200]);
  expect(answer.headers.get("content-type")).toContain("application/json");
  return (await answer.json()) as List;
}

test("VS Code finds the version, pages through the gallery and reads what is installed", async () => {
  expect((await fetch(`${base()}/v0.1/servers?limit=1`)).ok).toBe(true);
  const entries: Entry[] = [];
  let cursor: string | undefined;
  do {
    // VS Code does not encode the cursor.
    const page = await list(
      `${base()}/v0.1/servers?limit=50&version=latest${cursor ? `&cursor=${cursor}` : ""}`,
    );
    expect(page.metadata.count).toBe(page.servers.length);
    entries.push(...page.servers);
    cursor = page.metadata.nextCursor;
    expect(cursor ?? "").toMatch(/^[\w-]*$/);
  } while (cursor);
  expect(entries.length).toBeGreaterThan(15);
  expect(new Set(entries.map(({ server }) => server.name)).size).toBe(entries.length);
  for (const { server, _meta } of entries) {
    expect(server.name && server.description && server.version).toBeTruthy();
    expect(_meta[OFFICIAL]?.isLatest).toBe(true);
  }

  const found = await list(`${base()}/v0.1/servers?limit=50&version=latest&search=sentry`);
  expect(found.servers.map(({ server }) => server.name)).toContain(
    "io.github.getsentry/sentry-mcp",
  );
  const installed = `${base()}/v0.1/servers/${encodeURIComponent("io.github.getsentry/sentry-mcp")}/versions/latest`;
  const answer = await fetch(installed);
  expect(((await answer.json()) as Entry).server.version).toBe(
    entries.find(({ server }) => server.name === "io.github.getsentry/sentry-mcp")?.server.version,
  );
  expect((await fetch(installed.replace("sentry-mcp", "nobody-mcp"))).status).toBe(404);
});

test("Copilot gets its three headers on answers, questions and errors; hidden servers are not there", async () => {
  const address = (name: string) =>
    `${base()}/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;
  const shown = address("ai.exa/exa");
  for (const [at, method, status] of [
    [shown, "GET", [200]],
    [shown, "OPTIONS", [200, 204]],
    [address("example.acme/orders"), "GET", [404]],
    [address("com.postman/postman-mcp-server"), "GET", [404]],
    [address("example.acme/customer-360"), "GET", [404]],
    [`${base()}/v0.1/servers?limit=0`, "GET", [422]],
  ] as const) {
    const answer = await fetch(at, { method, headers: { accept: "application/json" } });
    expect(status, `${method} ${at}`).toContain(answer.status);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET, OPTIONS");
    expect(answer.headers.get("access-control-allow-headers")).toBe("Authorization, Content-Type");
  }
  const text = await (await fetch(shown)).text();
  for (const ours of ["ownerTeam", "platform", "acme.example"]) expect(text).not.toContain(ours);
});

test("ToolHive recognises the registry, and its server may stand downstream of it", async () => {
  const probe = await fetch(`${base()}/v0.1/servers?limit=1&version=latest`);
  expect(probe.headers.get("content-type")).toContain("application/json");
  expect((await fetch(base(), { method: "HEAD" })).ok).toBe(true);
  const openapi = await (await fetch(`${base()}/openapi.yaml`)).text();
  expect(openapi).toMatch(/version: ["']?1\.0\.0["']?$/m);
  expect(openapi).toContain("https://github.com/modelcontextprotocol/registry");
  const { servers } = await list(`${base()}/v0.1/servers?limit=100&version=latest`);
  expect(servers.length).toBeGreaterThan(15);
});

test("Docker reads the same from /v0, with the name's slash encoded or not", async () => {
  const older = await list(`${base()}/v0/servers?version=latest&limit=100&search=sentry`);
  expect(older).toEqual(
    await list(`${base()}/v0.1/servers?version=latest&limit=100&search=sentry`),
  );
  for (const name of ["ai.exa/exa", "ai.exa%2Fexa"])
    for (const rest of ["/versions", "/versions/latest", "/versions/3.1.0"]) {
      const answer = await fetch(`${base()}/v0/servers/${name}${rest}`);
      expect([name, rest, answer.status]).toEqual([name, rest, 200]);
    }
});

test("an unchanged answer is not sent again", async () => {
  const first = await fetch(`${base()}/v0.1/servers/ai.exa%2Fexa/versions/latest`);
  const etag = first.headers.get("etag") ?? "";
  expect(etag).not.toBe("");
  const second = await fetch(first.url, { headers: { "if-none-match": etag } });
  expect(second.status).toBe(304);
  expect(await second.text()).toBe("");
});

const SAMPLE = path.resolve("..", "shared", "data", "official-registry-sample.json");

/** The official registry's own documents where they are at hand, otherwise as varied ones. */
function sample(): Json[] {
  if (!fs.existsSync(SAMPLE)) return generated();
  const text = parseJsonExact(fs.readFileSync(SAMPLE, "utf8"));
  const entries = isJsonObject(text) ? text["servers"] : text;
  return Array.isArray(entries) ? entries : [];
}

function generated(): Json[] {
  return Array.from({ length: 661 }, (_, index) => ({
    name: `generated.test/server-${index % 300}`,
    description: `Number ${index} “of many” \u{1f600}`,
    version: `1.${index}.0`,
    ...(index % 3 === 0 ? { repository: {} } : {}),
    unknown: { deep: [index, null, true, { text: "\u0000é" }] },
    exact: parseJsonExact("12345678901234567890"),
  }));
}

/** A document as it must come back: whole, but for an empty repository. */
function expected(entry: Json): [string, string] {
  const document = isJsonObject(entry) && isJsonObject(entry["server"]) ? entry["server"] : entry;
  if (!isJsonObject(document)) throw new Error("The sample holds something else.");
  const { repository, ...rest } = document;
  const empty = isJsonObject(repository) && Object.keys(repository).length === 0;
  return [keyOf(document), canonicalJson(empty || repository === undefined ? rest : document)];
}
const keyOf = (document: Json) =>
  isJsonObject(document) ? JSON.stringify([document["name"], document["version"]]) : "";

test("every document of the official registry comes back equal, and importing again changes nothing", async () => {
  test.setTimeout(240_000);
  const product = await startProduct({ GATEHOUSE_SEED: "none" });
  const file = test.info().outputPath("sample.json");
  try {
    const documents = sample();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(documents));
    const run = () =>
      JSON.parse(
        gatehouse(["import", file, "--approve", "--expose", "--json"], product.dataDir),
      ) as Record<string, number>;
    expect(run()).toMatchObject({ imported: documents.length, refused: 0 });

    const came = new Map<string, string>();
    let cursor = "";
    do {
      const answer = await fetch(`${product.url}/v0.1/servers?limit=100${cursor}`);
      const page = parseJsonExact(await answer.text());
      if (!isJsonObject(page) || !Array.isArray(page["servers"])) throw new Error("No list.");
      for (const entry of page["servers"])
        if (isJsonObject(entry) && entry["server"] !== undefined)
          came.set(keyOf(entry["server"]), canonicalJson(entry["server"]));
      const metadata = page["metadata"];
      const next = isJsonObject(metadata) ? metadata["nextCursor"] : undefined;
      cursor = typeof next === "string" ? `&cursor=${next}` : "";
    } while (cursor !== "");

    const wanted = new Map(documents.map(expected));
    expect(came.size).toBe(wanted.size);
    for (const [key, text] of wanted) expect(came.get(key), key).toBe(text);
    expect(run()).toMatchObject({ unchanged: documents.length, imported: 0, updated: 0 });
  } finally {
    await product.stop();
  }
});
