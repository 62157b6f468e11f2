import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import { findCage } from "../capture/cage.ts";
import type { EntryFacts } from "../core/facts.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { npmFacts } from "./npm-facts.ts";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
const feedDir = mkdtempSync(path.join(tmpdir(), "npm-facts-test-"));
beforeAll(async () => {
  registry = await startNpmRegistry();
  await findCage();
}, 120_000);
afterAll(async () => {
  rmSync(feedDir, { recursive: true });
  await registry.close();
});

/** Answers every question of MCP with one and the same object. */
const CODE = `const result = { protocolVersion: "2025-11-25", capabilities: {}, tools: [{ name: "from_the_server" }] };
process.stdin.on("data", (chunk) => {
  for (const line of String(chunk).split("\\n").filter(Boolean)) {
    const { id } = JSON.parse(line);
    if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
  }
});
`;

async function toolsOf(name: string, code: string, entry: EntryFacts | null, capture = true) {
  await registry.publish(name, "1.0.0", { bin: "index.js" }, { files: { "index.js": code } });
  const reach = registry.reach();
  const tools = { feeds: openFeeds(feedDir), fingerprintKey: Buffer.alloc(32, 1), capture };
  const facts = await npmFacts({ kind: "npm", name, version: null }, { reach, tools, entry });
  return { got: facts.tools, asked: reach.steps.some((step) => step.includes("in a sandbox")) };
}

const entryWith = (tools: { name: string }[]): EntryFacts => {
  const entry = cleanEntry("npm");
  const provided = { "io.modelcontextprotocol.registry/publisher-provided": { tools } };
  const document = { name: "com.acme/files", version: "1.0.0", description: "Files." };
  return { ...entry, document: { ...document, _meta: provided } };
};

test("a server that lists its tools is asked all the same, and what it tells beside them is seen", async (context) => {
  if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
  const { got, asked } = await toolsOf("listed", CODE, entryWith([{ name: "from_the_document" }]));
  expect(got).toMatchObject({
    ok: true,
    value: {
      from: "captured",
      tools: [{ name: "from_the_server" }],
      declared: { isWhole: true, tools: [{ name: "from_the_document" }] },
    },
  });
  expect(asked).toBe(true);
});

test("what it lists counts where it cannot be asked, and the reason is kept", async (context) => {
  if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
  const entry = entryWith([{ name: "from_the_document" }]);
  const broken = await toolsOf("broken", `console.error("Error: no");process.exit(1);`, entry);
  expect(broken.got).toMatchObject({
    ok: true,
    value: {
      from: "declared",
      tools: [{ name: "from_the_document" }],
      uncaptured: {
        reason: "not_captured",
        detail: expect.stringContaining("Error: no") as unknown,
      },
    },
  });
  const silent = await toolsOf("no-tools", CODE.replace('{ name: "from_the_server" }', ""), entry);
  expect(silent.got).toMatchObject({
    value: {
      from: "declared",
      uncaptured: { detail: expect.stringContaining("no tools") as unknown },
    },
  });
});

test("where packages are not run, what is listed counts and says so", async () => {
  const { got, asked } = await toolsOf(
    "off",
    CODE,
    entryWith([{ name: "from_the_document" }]),
    false,
  );
  expect(got).toMatchObject({
    value: {
      from: "declared",
      uncaptured: { detail: "Packages and bundles are not run here (TRUST_CAPTURE)." },
    },
  });
  expect(asked).toBe(false);
});

test("a server whose server.json lists none, or that has none, is asked", async (context) => {
  if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
  for (const entry of [null, entryWith([])]) {
    const { got, asked } = await toolsOf(`asked-${entry === null}`, CODE, entry);
    expect(got).toMatchObject({
      ok: true,
      value: { from: "captured", tools: [{ name: "from_the_server" }] },
    });
    expect(asked).toBe(true);
  }
});

test("what looks like malware is not run", async () => {
  const malware = `require("child_process").exec(Buffer.from("ZWNobyAx", "base64").toString());\n`;
  const { got, asked } = await toolsOf("malware", malware + CODE, null);
  expect(got).toMatchObject({ ok: false, reason: "not_captured" });
  expect(asked).toBe(false);
});

test("an undeclared tool of a real package costs L2", async (context) => {
  if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
  const code = CODE.replace(
    '{ name: "from_the_server" }',
    '{ name: "from_the_server", description: "Reads." }, { name: "hidden", description: "Writes." }',
  );
  const entry = entryWith([{ name: "from_the_server" }]);
  const { got } = await toolsOf("more-than-declared", code, entry);
  expect(judged("CD-01", { tools: got })).toBe("fail 2 CD-01/undeclared-tool");
});
