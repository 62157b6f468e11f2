import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi, type TestContext } from "vitest";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { startPypiRegistry } from "#lib/testing/pypi-registry.ts";
import { collectMcpb } from "../mcpb/collect-mcpb.ts";
import { captureBundleTools } from "./capture-bundle-tools.ts";
import { findCage } from "./cage.ts";

let server: Awaited<ReturnType<typeof startPypiRegistry>>;
let folder = "";
let isCaged = false;
beforeAll(async () => {
  server = await startPypiRegistry();
  isCaged = (await findCage()) !== null;
  // A folder of its own shows what is left behind; the sandbox's user has to get through it.
  folder = mkdtempSync(path.join(tmpdir(), "capture-bundle-test-"));
  chmodSync(folder, 0o711);
  vi.stubEnv("TMPDIR", folder);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

function needsCage(context: TestContext): void {
  if (!isCaged) context.skip("This machine has no namespaces for a sandbox of servers.");
}

/** A server whose one tool is described by what this expression says. */
const telling = (expression: string) => `
let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const { id, method } of lines.map((line) => JSON.parse(line))) {
    if (id === undefined) continue;
    const said = (() => { try { return String(${expression}); } catch (error) { return error.code ?? error.message; } })();
    const result = method === "initialize"
      ? { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "x", version: "1" } }
      : { tools: [{ name: "told", description: said, inputSchema: { type: "object" } }] };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
  }
});
`;

type Made = { change?: Record<string, unknown>; files?: Record<string, string>; runMs?: number };
let count = 0;
async function capture(code: string, { change = {}, files = {}, runMs = 10_000 }: Made = {}) {
  const manifest = bundleManifest({ tools: undefined, tools_generated: true, ...change });
  const at = `/bundles/capture-${(count += 1)}.mcpb`;
  server.put(at, bundleOf(manifest, { "server/index.js": code, ...files }));
  const reach = server.reach();
  const bundle = await collectMcpb(reach, { url: `${server.base}${at}`, entry: null });
  return {
    reach,
    bundle,
    got: await captureBundleTools(reach, bundle, {
      ...{ name: at, version: "1.0.0", runMs },
      ...{ entry: null, read: [] },
    }),
  };
}
const toldBy = async (code: string, made?: Made) => {
  const { got } = await capture(code, made);
  return got.ok ? got.value.tools[0]?.description : `${got.reason}: ${got.detail}`;
};
const withServer = (mcp: object, more: object = {}) => ({
  server: { type: "node", entry_point: "server/index.js", mcp_config: mcp },
  ...more,
});

describe("the server of a bundle of the type node", { timeout: 60_000 }, () => {
  test("tells its tools in the sandbox, with the packages that lie in the bundle", async (context) => {
    needsCage(context);
    const { got, reach, bundle } = await capture(telling(`require("word")`), {
      files: {
        "node_modules/word/package.json": `{"name":"word","version":"1.0.0"}`,
        "node_modules/word/index.js": `module.exports = "from the bundle";`,
      },
    });
    if (!got.ok) throw new Error(got.detail);
    expect(got.value).toMatchObject({
      from: "captured",
      tools: [{ name: "told", description: "from the bundle", inputSchema: { type: "object" } }],
    });
    const kept = reach.evidence.find(({ kind }) => kind === "captured tools");
    expect(got.evidence).toEqual([...bundle.evidence, kept?.sha256]);
    expect(JSON.parse(String(kept?.body))).toMatchObject({ digest: bundle.digest });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is given what a client would give it, and no setting that nobody has made", async (context) => {
    needsCage(context);
    const change = withServer(
      {
        command: "node",
        args: [
          ...["--no-warnings", "${__dirname}/server/index.js", "--mode", "${user_config.mode}"],
          ...["${user_config.key}", "${user_config.folder}", "${__dirname}/data", "${HOME}"],
          ...["${__dirname}/../../etc", "plain"],
        ],
      },
      {
        user_config: {
          mode: { type: "string", default: "stdio" },
          key: { type: "string", sensitive: true },
          folder: { type: "directory" },
        },
      },
    );
    const said = await toldBy(telling("JSON.stringify(process.argv.slice(2))"), { change });
    const words = (JSON.parse(said ?? "") as string[]).map((word) =>
      word.replace(/^.*gatehouse-capture-\w+/, ""),
    );
    expect(words).toEqual(["--mode", "stdio", "/files", "/bundle/data", "plain"]);
  });

  test("gets no environment of its manifest, and reads, writes, starts and reaches nothing", async (context) => {
    needsCage(context);
    const env = { NODE_OPTIONS: "--allow-fs-read=*", SECRET: "x" };
    const change = withServer({ command: "node", args: ["server/index.js"], env });
    const said = (code: string) => toldBy(telling(code), { change });
    expect(await said("Object.keys(process.env).sort()")).toBe("HOME,NODE_ENV,TMPDIR");
    for (const code of [
      `require("node:fs").readFileSync("/etc/passwd")`,
      `require("node:fs").writeFileSync(__dirname + "/x", "x")`,
      `require("node:child_process").execFileSync("/bin/true")`,
    ])
      expect([code, await said(code)]).toEqual([code, "ERR_ACCESS_DENIED"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that ends without settings gets placeholders for those of its manifest, and none of Node", async (context) => {
    needsCage(context);
    const change = withServer(
      {
        command: "node",
        args: ["server/index.js", "--key", "${user_config.key}", "--mode=${user_config.mode}"],
        env: {
          ...{ NODE_OPTIONS: "--allow-fs-read=*", LD_PRELOAD: "${__dirname}/x.so", PATH: "/x" },
          ...{
            ACME_TOKEN: "${user_config.key}",
            ACME_MODE: "${user_config.mode}",
            ACME_DATA: "${__dirname}/data",
          },
          ...{ ACME_OUT: "${__dirname}/../../etc", ACME_PLAIN: "one", ACME_NONE: "${HOME}" },
        },
      },
      {
        user_config: {
          key: { type: "string", sensitive: true },
          mode: { type: "string", default: "stdio" },
        },
      },
    );
    const before = `if (!process.env.ACME_TOKEN) { console.error("no token"); process.exit(1); }\n`;
    const said = "JSON.stringify([process.argv.slice(2), process.env])";
    const { got } = await capture(before + telling(said), { change });
    if (!got.ok) throw new Error(got.detail);
    const [argv, env] = JSON.parse(
      (got.value.tools[0]?.description ?? "").replace(/\/[^"]*gatehouse-capture-\w+/g, ""),
    ) as [string[], Record<string, string>];
    expect(argv).toEqual(["--key", "gatehouse-placeholder"]);
    expect(env).toEqual({
      ...{ HOME: "", TMPDIR: "/tmp", NODE_ENV: "production" },
      ...{ ACME_TOKEN: "gatehouse-placeholder", ACME_MODE: "stdio", ACME_DATA: "/bundle/data" },
      ...{
        ACME_OUT: "gatehouse-placeholder",
        ACME_PLAIN: "one",
        ACME_NONE: "gatehouse-placeholder",
      },
    });
    // What the manifest itself gives is not made up.
    expect(got.value.placeholders).toEqual(["ACME_TOKEN", "ACME_OUT", "ACME_NONE", "key"]);
  });

  test.each([
    ["a zero byte", ["server/index.js", "a\0b"], {}],
    [
      "more than a program can be given",
      ["server/index.js"],
      { ACME_KEY: `\${__dirname}/${"a".repeat(200_000)}` },
    ],
    [
      "arguments of a megabyte",
      ["server/index.js", ...Array.from({ length: 50 }, () => "a".repeat(20_000))],
      {},
    ],
  ])(
    "whose manifest wants to give it %s is a reason or does without, and never a fault of ours",
    async (_, args, env) => {
      if (!isCaged) return;
      const change = withServer({ command: "node", args, env });
      const code = `if (!process.env.ACME_KEY) { console.error("ACME_KEY is required"); process.exit(1); }`;
      const { got } = await capture(code, { change });
      expect(got).toMatchObject({ ok: false, reason: "not_captured" });
    },
  );

  test("that complains with a hundred thousand slashes does not hold us up", async () => {
    if (!isCaged) return;
    const code = `process.stderr.write("error " + "/".repeat(100_000), () => process.exit(1));`;
    const began = performance.now();
    expect((await capture(code)).got).toMatchObject({ ok: false, reason: "not_captured" });
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test.each([
    ["that never answers", "process.stdin.resume();", "timeout"],
    ["that ends at once", "process.exit(3);", "not_captured"],
    ["that floods us", `setInterval(() => process.stdout.write("x".repeat(1e6)), 1);`, "too_large"],
  ])("%s ends in a reason", async (_, code, reason) => {
    if (!isCaged) return;
    const { got } = await capture(code, { runMs: 4_000 });
    expect(got).toMatchObject({ ok: false, reason });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each([
  ["python", "server/main.py", /^not_captured: .*no interpreter/],
  ["uv", "server/main.py", /^not_captured: .*no interpreter/],
  ["binary", "server/tool", /^opaque_artifact: .*machine code/],
  ["rust", "server/tool", /^not_captured: /],
  ["constructor", "server/tool", /^not_captured: /],
  ["node", "../../etc/passwd", /^not_captured: .*no file of it/],
  ["node", "", /^not_captured: .*no file of it/],
])("a server of the type %s that %j starts is not run, and says why", async (type, entry, told) => {
  const change = { server: { type, entry_point: entry, mcp_config: { command: type } } };
  expect(await toldBy("", { change })).toMatch(told);
});
