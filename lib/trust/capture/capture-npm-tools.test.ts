import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
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
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import type { Reach } from "../collect/reach.ts";
import { toolSetHash } from "../declared-tools.ts";
import { collectNpm, type NpmCollected } from "../npm/collect-npm.ts";
import { captureNpmTools } from "./capture-npm-tools.ts";
import { findCage } from "./cage.ts";

type Registry = Awaited<ReturnType<typeof startNpmRegistry>>;
let registry: Registry;
let folder = "";
let isCaged = false;

beforeAll(async () => {
  registry = await startNpmRegistry();
  isCaged = (await findCage()) !== null;
  // A folder of its own shows what is left behind; the sandbox's user has to get through it.
  folder = mkdtempSync(path.join(tmpdir(), "capture-test-"));
  chmodSync(folder, 0o711);
  vi.stubEnv("TMPDIR", folder);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await registry.close();
});

function needsCage(context: TestContext): void {
  if (!isCaged) context.skip("This machine has no namespaces for a sandbox of servers.");
}

/** A tiny server: `answers` is an object of methods, whose results are what it answers. */
const serverCode = (answers: string, before = "") => `
const capabilities = { tools: {}, prompts: {}, resources: {} };
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
const answers = async () => {
  ${before}
  return {
    initialize: () => ({ protocolVersion: "2025-11-25", capabilities, serverInfo: { name: "x", version: "1" }, instructions: "Be kind." }),
    "tools/list": () => ({ tools: [] }),
    "prompts/list": () => ({ prompts: [] }),
    "resources/list": () => ({ resources: [] }),
    ...(${answers}),
  };
};
let all = null, rest = "", line = Promise.resolve();
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const text of lines) line = line.then(async () => {
    const { id, method, params } = JSON.parse(text);
    if (id === undefined || method === undefined) return;
    all ??= await answers();
    say({ id, result: all[method](params) });
  });
});
`;

let count = 0;
async function publish(code: string, manifest: Record<string, unknown> = {}): Promise<string> {
  const name = `server-${++count}`;
  await registry.publish(
    name,
    "1.0.0",
    { bin: "index.js", ...manifest },
    { files: { "index.js": code } },
  );
  return name;
}

type Options = Partial<Parameters<typeof captureNpmTools>[2]>;
const captureOf = (reach: Reach, collected: NpmCollected, options: Options = {}) =>
  captureNpmTools(reach, collected, { entry: null, read: [], ...options });
async function capture(name: string, options: Options = {}) {
  const reach = registry.reach();
  const collected = await collectNpm(reach, { name, version: null });
  return { got: await captureOf(reach, collected, options), reach, collected };
}
const captureCode = async (code: string, options: Options = {}) =>
  (await capture(await publish(code), options)).got;

/** Nothing may be left: no folder, and no process that was started in one. */
function expectNothingLeft(): void {
  expect(readdirSync(folder)).toEqual([]);
  expect(runningIn(folder)).toBe(0);
}

function runningIn(mark: string): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(mark);
      } catch {
        return false;
      }
    }).length;
}

/** What an attempt inside the server came to: DONE, or how it was refused. */
async function attempt(code: string): Promise<string | null | undefined> {
  const got = await captureCode(
    serverCode(
      `{ "tools/list": () => ({ tools: [{ name: "t", description: seen }] }) }`,
      `let seen = "NOTHING"; try { seen = await (async () => { ${code} })() ?? "DONE"; } catch (error) { seen = error.code ?? error.message; }`,
    ),
  );
  if (!got.ok) return `${got.reason}: ${got.detail}`;
  return got.value.tools[0]?.description;
}

describe("a server that does as it should", () => {
  beforeEach(needsCage);

  test("its tools, prompts, resources and instructions come back, with what it needs installed", async () => {
    await registry.publish(
      "@acme/words",
      "1.0.0",
      {},
      { files: { "index.js": `exports.word = require("deep");` } },
    );
    await registry.publish(
      "deep",
      "2.0.0",
      {},
      { files: { "index.js": `module.exports = "two";` } },
    );
    await registry.publish(
      "@acme/words",
      "2.0.0",
      { dependencies: { deep: "^1.0.0" } },
      { files: { "index.js": `exports.word = require("deep");` } },
    );
    await registry.publish(
      "deep",
      "1.0.0",
      {},
      { files: { "index.js": `module.exports = "one";` }, tag: "old" },
    );
    const tool = `{ name: "read_file", title: "Read", description: require("@acme/words").word + require("deep"), inputSchema: { type: "object" }, annotations: { readOnlyHint: true } }`;
    const code = serverCode(`{
      "tools/list": ({ cursor }) => cursor ? { tools: [{ name: "second" }] } : { tools: [${tool}], nextCursor: "2" },
      "prompts/list": () => ({ prompts: [{ name: "ask", description: "Asks" }] }),
      "resources/list": () => ({ resources: [{ name: "page", uri: "x://y" }] }),
    }`);
    const name = await publish(code, { dependencies: { "@acme/words": "2.0.0", deep: "^2.0.0" } });
    const { got, reach, collected } = await capture(name);
    if (!got.ok) throw new Error(got.detail);
    const { value } = got;
    expect(value).toMatchObject({
      from: "captured",
      tools: [
        {
          name: "read_file",
          title: "Read",
          description: "onetwo",
          inputSchema: { type: "object" },
          outputSchema: null,
          annotations: { readOnlyHint: true },
        },
        { name: "second", title: null, description: null, inputSchema: null },
      ],
      prompts: [{ name: "ask", description: "Asks" }],
      resources: [{ name: "page", description: null }],
      instructions: "Be kind.",
      pinnedHash: null,
      shadowing: [],
      crossReferences: [],
    });
    expect(value.setHash).toBe(toolSetHash(value.tools));
    expect(collected.locations.map((one) => one.path).sort()).toEqual([
      "node_modules/@acme/words",
      "node_modules/@acme/words/node_modules/deep",
      "node_modules/deep",
    ]);
    const kept = reach.evidence.find(({ kind }) => kind === "captured tools");
    expect(got.evidence).toContain(kept?.sha256);
    expect(JSON.parse(String(kept?.body))).toMatchObject({
      setHash: value.setHash,
      tools: [{}, {}],
    });
    expectNothingLeft();
  });

  test("a lock of its own decides where packages lie", async () => {
    const { integrity } = await registry.publish(
      "locked",
      "1.0.0",
      {},
      { files: { "index.js": `module.exports = "locked";` } },
    );
    const name = "@acme/with-lock";
    const lock = {
      lockfileVersion: 3,
      packages: { "": {}, "node_modules/locked": { version: "1.0.0", integrity } },
    };
    await registry.publish(
      name,
      "1.0.0",
      { bin: { "with-lock": "./index.js" }, dependencies: { locked: "1" } },
      {
        files: {
          "npm-shrinkwrap.json": JSON.stringify(lock),
          "index.js": serverCode(
            `{ "tools/list": () => ({ tools: [{ name: require("locked") }] }) }`,
          ),
        },
      },
    );
    const { got, collected } = await capture(name);
    expect(got).toMatchObject({ ok: true, value: { tools: [{ name: "locked" }] } });
    expect(collected.locations).toMatchObject([
      { path: "node_modules/@acme/with-lock/node_modules/locked", integrity },
    ]);
  });

  test("one that ends without an argument is started again with a folder", async () => {
    const code = `if (!require("node:fs").statSync(process.argv[2] ?? "/none", { throwIfNoEntry: false })?.isDirectory()) process.exit(1);`;
    const list = `{ "tools/list": () => ({ tools: [{ name: "t" }] }) }`;
    expect(
      await captureCode(`try { ${code} } catch { process.exit(1) }\n${serverCode(list)}`),
    ).toMatchObject({
      ok: true,
      value: { tools: [{ name: "t" }] },
    });
  });

  test("greetings on its output and questions to us do no harm", async () => {
    const code = `console.log("Hello!"); console.log('{"jsonrpc":"2.0","id":1,"method":"ping"}');
      console.log('{"jsonrpc":"2.0","id":"r","method":"roots/list"}'); console.log('[1]'); console.log('{');
      console.log('{"jsonrpc":"2.0","method":"notifications/message","params":{}}');`;
    expect(await captureCode(code + serverCode("{}"))).toMatchObject({
      ok: true,
      value: { tools: [] },
    });
  });

  test("with packages written as modules of ECMAScript too", async () => {
    await registry.publish(
      "esm",
      "1.0.0",
      { type: "module", exports: "./index.js" },
      { files: { "index.js": `export default "esm";` } },
    );
    const code = serverCode(`{ "tools/list": () => ({ tools: [{ name: esm }] }) }`);
    const name = await publish(`import esm from "esm";\n${code}`, {
      type: "module",
      dependencies: { esm: "1" },
    });
    expect((await capture(name)).got).toMatchObject({
      ok: true,
      value: { tools: [{ name: "esm" }] },
    });
  });
});

describe("what a server cannot do", () => {
  beforeEach(needsCage);

  test("reach the network, or sockets in the file system", async () => {
    const tcp = net.createServer((socket) => socket.end());
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    const { port } = tcp.address() as net.AddressInfo;
    const file = path.join(mkdtempSync(path.join(tmpdir(), "..", "capture-socket-")), "s");
    chmodSync(path.dirname(file), 0o777);
    const local = net.createServer((socket) => socket.end());
    await new Promise<void>((resolve) => local.listen(file, resolve));
    chmodSync(file, 0o777);
    const connect = (to: string) =>
      attempt(
        `await new Promise((done, fail) => require("node:net").connect(${to}).on("connect", done).on("error", fail));`,
      );
    expect(await connect(`${port}, "127.0.0.1"`)).toBe("ENETUNREACH");
    expect(await connect(`53, "192.0.2.1"`)).toBe("ENETUNREACH");
    expect(await connect(JSON.stringify(file))).toMatch(/not allowed/);
    tcp.close();
    local.close();
    rmSync(path.dirname(file), { recursive: true });
  });

  test("read, write, start programs or workers, or load machine code", async () => {
    const denied = "ERR_ACCESS_DENIED";
    expect(await attempt(`require("node:fs").readFileSync("/etc/passwd")`)).toBe(denied);
    expect(await attempt(`require("node:fs").readFileSync("/proc/self/environ")`)).toBe(denied);
    expect(await attempt(`require("node:fs").readdirSync("/")`)).toBe(denied);
    expect(await attempt(`require("node:fs").writeFileSync(__dirname + "/x", "x")`)).toBe(denied);
    expect(await attempt(`require("node:fs").writeFileSync(process.env.TMPDIR + "/x", "x")`)).toBe(
      denied,
    );
    expect(await attempt(`require("node:fs").symlinkSync("/etc", __dirname + "/x")`)).toMatch(
      /^ERR_/,
    );
    expect(await attempt(`require("node:fs").chmodSync(__dirname, 0o777)`)).toBe(denied);
    expect(await attempt(`require("node:child_process").execFileSync("/bin/true")`)).toBe(denied);
    expect(await attempt(`new (require("node:worker_threads").Worker)("1", { eval: true })`)).toBe(
      denied,
    );
    expect(await attempt(`process.dlopen({ exports: {} }, __dirname + "/x.node")`)).toMatch(
      /^ERR_/,
    );
    for (const around of [
      `new (require("node:sqlite").DatabaseSync)("/tmp/capture.db")`,
      `process.execve("/bin/true", ["true"], {})`,
      `process.loadEnvFile("/etc/os-release")`,
      `process.report.writeReport("/tmp/capture.json")`,
      `require("node:v8").writeHeapSnapshot("/tmp/capture.heapsnapshot")`,
      `new (require("node:inspector").Session)().connect()`,
      `process.binding("pipe_wrap")`,
    ])
      expect(await attempt(around)).toMatch(/^ERR_/);
    expectNothingLeft();
  }, 60_000);

  test("know whether a file is there outside of its folder, nor break off for asking", async () => {
    const code = (file: string) => `return String(require("node:fs").existsSync(${file}));`;
    expect(await attempt(code(`"/etc/passwd"`))).toBe("false");
    expect(await attempt(code("__filename"))).toBe("true");
  });

  test("see our settings or our processes", async () => {
    const code = `return JSON.stringify([Object.keys(process.env).sort(), process.pid, process.ppid, process.getuid() === 0]);`;
    expect(JSON.parse((await attempt(code)) ?? "")).toEqual([
      ["HOME", "NODE_ENV", "TMPDIR"],
      1,
      0,
      false,
    ]);
    expect(await attempt(`process.kill(${process.pid}, 0)`)).toBe("ESRCH");
  });
});

describe("what a server may try with us", () => {
  beforeEach(needsCage);
  const list = (tools: string) => serverCode(`{ "tools/list": () => (${tools}) }`);

  test.each([
    [
      "prints garbage without end",
      `setInterval(() => process.stdout.write("x".repeat(1048576)), 1);`,
      "too_large",
    ],
    [
      "prints empty lines",
      `process.stdout.write("{\\n".repeat(100000)); setInterval(() => {}, 1000);`,
      "too_large",
    ],
    [
      "floods its error output",
      `setInterval(() => { for (let n = 0; n < 100; n++) process.stderr.write("x".repeat(65536)); }, 1);`,
      "too_large",
    ],
    [
      "takes memory without end",
      `const all = []; setInterval(() => all.push(Buffer.alloc(64 * 1048576, 1)), 5);`,
      "too_large",
    ],
    ["exits at once", `process.exit(3);`, "not_captured"],
    ["throws at once", `throw new Error("API_KEY is required");`, "not_captured"],
    ["is no JavaScript", `#!/bin/sh\nexec node`, "not_captured"],
    [
      "lists 10,000 tools",
      list(`{ tools: Array.from({ length: 10000 }, (_, n) => ({ name: "t" + n })) }`),
      "too_large",
    ],
    ["lists pages without end", list(`{ tools: [], nextCursor: "again" }`), "too_large"],
    ["lists no list", list(`{ tools: "all" }`), "not_captured"],
    ["lists what is no tool", list(`{ tools: [7] }`), "not_captured"],
    ["lists a tool without a name", list(`{ tools: [{ description: "x" }] }`), "not_captured"],
    ["describes with a number", list(`{ tools: [{ name: "x", description: 7 }] }`), "not_captured"],
    ["has an endless name", list(`{ tools: [{ name: "x".repeat(1000) }] }`), "not_captured"],
    ["goes on at no text", list(`{ tools: [], nextCursor: {} }`), "not_captured"],
    ["speaks no version", serverCode(`{ initialize: () => ({}) }`), "not_captured"],
    [
      "nests without end",
      list(
        `{ tools: [{ name: "x", inputSchema: JSON.parse("[".repeat(3000) + "]".repeat(3000)) }] }`,
      ),
      "timeout",
    ],
    ["never answers", `process.stdin.resume();`, "timeout"],
    ["never yields", `for (;;);`, "timeout"],
  ])(
    "one that %s ends in a reason",
    async (_what, code, reason) => {
      // Only those that never end come to the limit; the others may start slowly.
      const runMs = reason === "timeout" ? 3_000 : 15_000;
      const started = performance.now();
      const got = await captureCode(code, { runMs });
      expect(got).toMatchObject({ ok: false, reason });
      expect(performance.now() - started).toBeLessThan(runMs + 10_000);
      expectNothingLeft();
    },
    30_000,
  );

  test("its own complaint is told, without what it hides and without our folder", async () => {
    const code = `console.error("Error: \\u202eKEY missing in " + __dirname); process.exit(2);`;
    const got = await captureCode(code);
    if (got.ok) throw new Error("captured");
    expect(got.detail).toContain(`ended with code 2`);
    expect(got.detail).toContain(`\\u{202e}KEY missing in ./node_modules/`);
    expect(got.detail).not.toContain(folder);
  });

  test("of a complaint it is the words that are told, and not the line of code that makes them", async () => {
    const code = `console.error("Error at its start:");\nthrow new Error(["a key", "is missing"].join(" "));`;
    const got = await captureCode(code);
    expect(got).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`"Error: a key is missing"`) as unknown,
    });
  });

  test("hidden characters stay for the rules to find; what cannot be stored does not", async () => {
    const tool = `{ name: "a\\u0007\\u0000b", description: "x\\u200by\\ud800", inputSchema: { "\\u0000": "\\u0000" }, annotations: JSON.parse('{"__proto__":{"a":1}}') }`;
    const got = await captureCode(list(`{ tools: [${tool}] }`));
    if (!got.ok) throw new Error(got.detail);
    const [only] = got.value.tools;
    expect(only).toMatchObject({
      name: "a\u0007\ufffdb",
      description: "x\u200by\ufffd",
      inputSchema: { "\ufffd": "\ufffd" },
    });
    expect(Object.keys(only?.annotations ?? {})).toEqual(["__proto__"]);
  });
});

describe("what is not run", () => {
  test("a package without a program, or with bytes that nobody promised", async (context) => {
    needsCage(context);
    await registry.publish("library", "1.0.0");
    expect((await capture("library")).got).toMatchObject({ ok: false, reason: "not_captured" });
    const name = await publish(serverCode("{}"));
    const reach = registry.reach();
    const collected = await collectNpm(reach, { name, version: null });
    expect(await captureOf(reach, { ...collected, tarball: null })).toMatchObject({
      ok: false,
    });
    expect(
      await captureOf(reach, {
        ...collected,
        tree: { ok: false, reason: "timeout", detail: "x" },
      }),
    ).toMatchObject({ ok: false, reason: "timeout" });
  });

  test.each([
    [
      "another digest",
      { integrity: `sha512-${Buffer.alloc(64).toString("base64")}` },
      "not_captured",
      /digest promises/,
    ],
    ["no digest", { integrity: null }, "not_captured", /no digest/],
    ["no tarball", { version: "9.9.9" }, "unreachable", /not there/],
    ["a place outside", { path: "node_modules/../../x" }, "not_captured", /no place/],
  ])("a tree in which a package has %s", async (_what, change, reason, detail) => {
    if (!isCaged) return;
    await registry.publish("changed", "1.0.0");
    const name = await publish(serverCode("{}"), { dependencies: { changed: "1" } });
    const reach = registry.reach();
    const collected = await collectNpm(reach, { name, version: null });
    const locations = collected.locations.map((one) => ({ ...one, ...change }));
    const got = await captureOf(reach, { ...collected, locations });
    expect(got).toMatchObject({ ok: false, reason, detail: expect.stringMatching(detail) });
    expectNothingLeft();
  });

  test("optional packages may be missing, and those for one platform are left out", async (context) => {
    needsCage(context);
    await registry.publish("native-x", "1.0.0", { os: ["linux"], cpu: ["x64"] });
    await registry.publish("maybe", "1.0.0");
    const name = await publish(serverCode("{}"), {
      optionalDependencies: { "native-x": "1", maybe: "1" },
    });
    const reach = registry.reach();
    const collected = await collectNpm(reach, { name, version: null });
    expect(collected.locations).toMatchObject([{ name: "maybe", optional: true }]);
    const gone = collected.locations.map((one) => ({ ...one, version: "9.9.9" }));
    expect(await captureOf(reach, { ...collected, locations: gone })).toMatchObject({
      ok: true,
    });
  });

  test("anything at all where the machine has no sandbox for it", async (context) => {
    if (isCaged) context.skip("This machine has one.");
    const name = await publish(serverCode("{}"));
    expect((await capture(name)).got).toMatchObject({ ok: false, reason: "tool_missing" });
  });
});
