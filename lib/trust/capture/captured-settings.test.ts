// What servers get that end without settings, in the real sandbox.
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
  vi,
  type TestContext,
} from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { collectNpm } from "../npm/collect-npm.ts";
import { captureNpmTools } from "./capture-npm-tools.ts";
import { findCage } from "./cage.ts";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
let isCaged = false;
beforeAll(async () => {
  registry = await startNpmRegistry();
  isCaged = (await findCage()) !== null;
}, 120_000);
afterAll(() => registry.close());
beforeEach((context: TestContext) => {
  if (!isCaged) context.skip("This machine has no namespaces for a sandbox of servers.");
});

/** A server whose one tool is described by what this expression says, unless it ends before. */
const telling = (expression: string, before = "") => `
${before}
let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const { id, method } of lines.map((line) => JSON.parse(line))) {
    if (id === undefined) continue;
    const said = (() => { try { return String(${expression}); } catch (error) { return error.code ?? error.message; } })();
    const result = method === "initialize"
      ? { protocolVersion: "2025-11-25", capabilities: { tools: {} } }
      : { tools: [{ name: "told", description: said, inputSchema: { type: "object" } }] };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
  }
});
`;
const wants = (...names: string[]) =>
  names
    .map(
      (name) =>
        `if (!process.env.${name}) { console.error("${name} is required"); process.exit(1); }`,
    )
    .join("\n");

type Asked = { install?: JsonObject; read?: string[]; runMs?: number };
let count = 0;
async function captured(code: string, { install = {}, read = [], runMs = 15_000 }: Asked = {}) {
  const name = `wanting-${(count += 1)}`;
  await registry.publish(name, "1.0.0", { bin: "index.js" }, { files: { "index.js": code } });
  const reach = registry.reach();
  const collected = await collectNpm(reach, { name, version: null });
  const entry = cleanEntry("npm", { document: { packages: [{ identifier: name, ...install }] } });
  return { reach, got: await captureNpmTools(reach, collected, { entry, read, runMs }) };
}
async function toldBy(code: string, asked?: Asked) {
  const { got } = await captured(code, asked);
  if (!got.ok) throw new Error(got.detail);
  return got.value;
}
const ENVIRONMENT = "JSON.stringify(process.env)";
const environmentOf = async (code: string, asked?: Asked) => {
  const { tools } = await toldBy(code, asked);
  const all = JSON.parse(tools[0]?.description ?? "") as Record<string, string>;
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => !["HOME", "TMPDIR", "NODE_ENV"].includes(name)),
  );
};

describe("a server that ends without settings", { timeout: 60_000 }, () => {
  test("is started with placeholders for what it names, and what was made up is kept", async () => {
    const { got, reach } = await captured(telling(ENVIRONMENT, wants("ACME_API_KEY")));
    if (!got.ok) throw new Error(got.detail);
    expect(got.value).toMatchObject({ from: "captured", placeholders: ["ACME_API_KEY"] });
    expect(got.value.tools[0]?.description).toContain(`"ACME_API_KEY":"gatehouse-placeholder"`);
    const kept = reach.evidence.find(({ kind }) => kind === "captured tools");
    expect(JSON.parse(String(kept?.body))).toMatchObject({ placeholders: ["ACME_API_KEY"] });
  });

  test("gets what its server.json declares, what its code reads, and one after the other what it says", async () => {
    const install = { environmentVariables: [{ name: "ACME_URL", default: "https://acme.dev" }] };
    const code = telling(ENVIRONMENT, wants("ACME_URL", "ACME_TEAM_ID", "ACME_ONE", "ACME_TWO"));
    expect(await environmentOf(code, { install, read: ["ACME_TEAM_ID", "PORT"] })).toEqual({
      ACME_URL: "https://acme.dev",
      ACME_TEAM_ID: "1000000001",
      ACME_ONE: "gatehouse-placeholder",
      ACME_TWO: "gatehouse-placeholder",
    });
  });

  test("gets arguments behind its own file alone", async () => {
    const needs = `if (process.argv[2] !== "serve") { console.error("Missing --api-key=KEY"); process.exit(1); }`;
    const install = {
      packageArguments: [
        { type: "positional", value: "serve" },
        { type: "named", name: "--require", value: "x.js" },
        { type: "named", name: "--allow-fs-write", value: "x" },
        { type: "positional", value: "--allow-child-process" },
      ],
      runtimeArguments: [{ type: "named", name: "--allow-worker", value: "x" }],
    };
    const said = `JSON.stringify([process.argv.slice(2), process.execArgv.length, process.permission.has("fs.write"), process.permission.has("child")])`;
    const { tools, placeholders } = await toldBy(telling(said, needs), { install });
    expect(JSON.parse(tools[0]?.description ?? "")).toEqual([
      [
        ...["serve", "--require", "x.js", "--allow-fs-write", "x", "--allow-child-process"],
        "--api-key=gatehouse-placeholder",
      ],
      6,
      false,
      false,
    ]);
    expect(placeholders).toEqual(["--api-key"]);
  });

  test("that wants nothing is given nothing", async () => {
    const asked = {
      install: { environmentVariables: [{ name: "ACME_KEY", isRequired: true, value: "x" }] },
      read: ["ACME_TOKEN"],
    };
    const { placeholders } = await toldBy(telling("1"), asked);
    expect(placeholders).toEqual([]);
    expect(await environmentOf(telling(ENVIRONMENT), asked)).toEqual({});
  });

  test("and with placeholders too says both, and what was tried", async () => {
    const code = `${wants("ACME_KEY")}\nconsole.error("Error: the key is wrong"); process.exit(2);`;
    const { got } = await captured(code);
    expect(got).toMatchObject({
      ok: false,
      reason: "not_captured",
      detail: expect.stringMatching(
        /"ACME_KEY is required"\. With placeholders for ACME_KEY: It ended with code 2 .*key is wrong/,
      ) as unknown,
    });
  });

  test("may keep to itself what comes from where no address leads, but for its tools", async () => {
    const refusing = (before: string) =>
      telling("1", before)
        .replace(`{ tools: {} }`, `{ tools: {}, resources: {}, prompts: {} }`)
        .replace(
          "const result =",
          `if (method === "resources/list") { process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: "no database" } }) + "\\n"); continue; }
    const result = method === "prompts/list" ? { prompts: [] } :`,
        );
    const value = await toldBy(refusing(wants("ACME_URL")));
    expect(value).toMatchObject({ tools: [{ name: "told" }], refused: ["resources"] });
    expect((await captured(refusing(""))).got).toMatchObject({
      ok: false,
      detail: expect.stringContaining("no database") as unknown,
    });
  });

  test("has one deadline for all its starts", async () => {
    const started = performance.now();
    const { got } = await captured(`${wants("ACME_KEY")}\nsetInterval(() => {}, 1000);`, {
      runMs: 4_000,
    });
    expect(got.ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe("what placeholders cannot be used for", { timeout: 60_000 }, () => {
  const RUNTIME = [
    ...["NODE_OPTIONS", "NODE_PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES"],
    ...["PATH", "SHELL", "BASH_ENV", "ENV", "IFS", "SSL_CERT_FILE", "OPENSSL_CONF", "GCONV_PATH"],
    ...["MALLOC_CHECK_", "UV_USE_IO_URING", "GLIBC_TUNABLES", "HTTP_PROXY", "npm_config_registry"],
  ];

  test.each(RUNTIME)("%s, declared, read and demanded", async (name) => {
    const install = {
      environmentVariables: [{ name, isRequired: true, value: "allow" }, { name: "ACME_KEY" }],
    };
    const demand = `if (!process.env.ACME_KEY) { console.error("${name} environment variable is required"); process.exit(1); }`;
    const code = telling(ENVIRONMENT, demand);
    expect(await environmentOf(code, { install, read: [name] })).toEqual({
      ACME_KEY: "gatehouse-placeholder",
    });
  });

  test("a home, a temporary folder or a mode of its own", async () => {
    const names = ["HOME", "TMPDIR", "NODE_ENV"];
    const install = {
      environmentVariables: [
        ...names.map((name) => ({ name, isRequired: true, value: "elsewhere" })),
        { name: "ACME_KEY" },
      ],
    };
    const { tools } = await toldBy(telling(ENVIRONMENT, wants("ACME_KEY")), { install });
    expect(tools[0]?.description).not.toContain("elsewhere");
  });

  test("reading what our own process is set to", async () => {
    vi.stubEnv("ACME_KEY", "of-our-own-process");
    try {
      expect(await environmentOf(telling(ENVIRONMENT, wants("ACME_KEY")))).toEqual({
        ACME_KEY: "gatehouse-placeholder",
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test.each([
    ["read a file", `require("node:fs").readFileSync("/etc/passwd")`],
    ["write a file", `require("node:fs").writeFileSync(process.env.ACME_DIR + "/x", "x")`],
    ["start a program", `require("node:child_process").execFileSync("/bin/true")`],
    ["start a worker", `new (require("node:worker_threads").Worker)("1", { eval: true })`],
  ])("to %s", async (_what, attempt) => {
    const code = telling(attempt, wants("ACME_KEY", "ACME_DIR"));
    const { tools, placeholders } = await toldBy(code);
    expect(tools[0]?.description).toBe("ERR_ACCESS_DENIED");
    expect(placeholders).toEqual(["ACME_KEY", "ACME_DIR"]);
  });
});
