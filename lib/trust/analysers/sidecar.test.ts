import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { env } from "#lib/config/env.ts";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { sdistOf, sha256, startPypiRegistry, zipOf } from "#lib/testing/pypi-registry.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { feedFolder, reachTo } from "#lib/testing/trust-services.ts";
import { endOfTar, npmPackage, paxHeader, tarEntry, tgz, zip } from "../archive/archive-builder.ts";
import { readArchive } from "../archive/read-archive.ts";
import { FORMAT_OF } from "../code/roles.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { findFence } from "../sandbox/fence.ts";
import { scanArtifact } from "../scan-artifact.ts";
import { askAnalysers } from "./ask-analysers.ts";

const SCRIPT = path.resolve("scripts/sidecar/analyse.py");
const TOKEN = "a-token-of-the-tests";
const SLOW = { timeout: 60_000 };

const root = mkdtempSync(path.join(tmpdir(), "sidecar-test-"));
const temporary = path.join(root, "tmp");
const python = findPython();
const realBandit = which("bandit");
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill();
  rmSync(root, { recursive: true });
});

/** Absolute, as the sidecar gets a PATH of its own. Null: there is none that is new enough. */
function findPython(): string | null {
  const ask = "import sys; print(sys.executable if sys.version_info >= (3, 10) else '')";
  const { stdout } = spawnSync("python3", ["-c", ask], { encoding: "utf8" });
  return typeof stdout === "string" && stdout.trim() !== "" ? stdout.trim() : null;
}

function which(name: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((one) => path.join(one, name)).find((one) => existsSync(one)) ?? null;
}

/** A folder of programs that stand in for the tools. */
function programs(tools: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(root, "bin-"));
  for (const [name, code] of Object.entries(tools)) {
    writeFileSync(path.join(folder, name), `#!${python}\nimport json, os, sys, time\n${code}`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return folder;
}

type Options = {
  token?: string | null;
  args?: string[];
  path?: string;
  /** What it may write to one file, in bytes: a disk that is full before the archive is unpacked. */
  room?: number;
  unpackIn?: string;
};

const LIMITED = `
import resource, runpy, sys
room = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
`;

/** Starts the real sidecar; the base address that it listens on. */
async function start(options: Options = {}) {
  const { token = TOKEN, args = [], path: PATH = "", room, unpackIn = temporary } = options;
  mkdirSync(unpackIn, { recursive: true });
  const env = {
    NODE_ENV: "test" as const,
    PATH,
    TMPDIR: unpackIn,
    ...(token === null ? {} : { SIDECAR_TOKEN: token }),
  };
  const limited = room === undefined ? [] : ["-c", LIMITED, String(room)];
  const command = [...limited, SCRIPT, "--port", "0", ...args];
  const child = spawn(python ?? "", command, { env, stdio: "pipe" });
  started.push(child);
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (text: Buffer) =>
      resolve(/port (\d+)/.exec(String(text))?.[1] ?? ""),
    );
    child.once("exit", (code) => reject(new Error(`The sidecar ended with ${code}.`)));
  });
  return `http://127.0.0.1:${port}`;
}

const needPython = (context: TestContext) => {
  if (python === null) context.skip("There is no python3 of version 3.10 or newer.");
};

type Tool = { version: string; findings: Record<string, unknown>[] | null; reason: string | null };
type Answer = { status: number; body: { error?: string; tools?: Record<string, Tool | null> } };

async function post(
  base: string,
  archive: Buffer,
  { query = "kind=pypi&format=tgz", headers = {} } = {},
): Promise<Answer> {
  const response = await fetch(`${base}/analyse?${query}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/octet-stream",
      ...headers,
    },
    body: new Uint8Array(archive),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

const SHELL = `import subprocess\n\ndef run(line):\n    subprocess.Popen("ls " + line, shell=True)  # nosec\n`;
const SDIST = sdistOf("pkg-1.0", { "server.py": SHELL });

describe("who may ask", SLOW, () => {
  test("only who knows the token, with an archive of a known length and kind", async (context) => {
    needPython(context);
    const base = await start();
    const status = async (options: Parameters<typeof post>[2], archive = SDIST) =>
      (await post(base, archive, options)).status;
    expect(await status({})).toBe(200);
    for (const authorization of ["", TOKEN, "Bearer ", `Bearer ${TOKEN}x`, "Bearer é"])
      expect([authorization, await status({ headers: { authorization: encodeURI(authorization) } })]).toEqual([authorization, 401]); // prettier-ignore
    expect(await status({ headers: { "content-type": "text/plain" } })).toBe(415);
    expect(await status({ query: "kind=gem&format=tgz" })).toBe(400);
    expect(await status({ query: "kind=pypi&format=rar" })).toBe(400);
    expect(await status({}, Buffer.alloc(0))).toBe(413);
    expect((await fetch(`${base}/else`)).status).toBe(404);
    const health = await fetch(`${base}/healthz`);
    expect(await health.json()).toEqual({ tools: { bandit: null, guarddog: null } });
  });

  test("nobody from elsewhere where there is no token", (context) => {
    needPython(context);
    const run = spawnSync(python ?? "", [SCRIPT, "--host", "0.0.0.0", "--port", "0"], {
      encoding: "utf8",
      env: { NODE_ENV: "test", PATH: "" },
      timeout: 30_000,
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("Set SIDECAR_TOKEN");
  });
});

const link = tarEntry({ name: "pkg/a.py", type: "2", linkName: "/etc/passwd" });
const file = (name: string) => tarEntry({ name, content: "a = 1\n" });
const MEGABYTE = 1_048_576;
const zeros = (size: number) => Buffer.alloc(size);
const long = (type: string, size: number) =>
  tarEntry({ name: "long", type, content: Buffer.alloc(size, "a") });
const sparse = paxHeader({ "GNU.sparse.realsize": "0" });
const forAll = (values: Record<string, string>) =>
  tarEntry({ name: "all", type: "g", content: paxHeader(values).subarray(512) });
const plainZip = zip([{ name: "a.py", content: "a = 1\n" }]);
const zip64 = Buffer.concat([plainZip.subarray(0, -22), Buffer.from("PK\u0006\u0007"), zeros(16), plainZip.subarray(-22)]); // prettier-ignore
/** The same names beside each other: at the place that is told, and right before the end. */
const twoTables = Buffer.concat([plainZip.subarray(0, -22), zip([{ name: "b.py", content: "b = 1\n" }]).subarray(0, -22), plainZip.subarray(-22)]); // prettier-ignore
const signedTwice = Buffer.concat([plainZip, Buffer.from("MCPB_SIG_V1"), plainZip, Buffer.from("MCPB_SIG_END")]); // prettier-ignore
/** Its one entry lies where no file ever reaches, as its own zip64 field tells. */
const beyond = Buffer.concat([plainZip.subarray(0, -22), Buffer.from("0100080000ffffffffffff7f", "hex"), plainZip.subarray(-22)]); // prettier-ignore
const table = beyond.indexOf("PK\u0001\u0002");
beyond.writeUInt16LE(12, table + 30);
beyond.writeUInt32LE(0xffffffff, table + 42);
beyond.writeUInt32LE(beyond.length - 22 - table, beyond.length - 10);
const comment = zeros(65_535);
const zip64Far = Buffer.concat([zip64, comment]);
zip64Far.writeUInt16LE(comment.length, zip64.length - 2);

/** What other readers of an archive would read, and Python's would not, or not the same way. */
const TWO_FACED: [string, string, Buffer, string?][] = [
  ["goes on after a block of zeros", "more after its end", tgz(file("pkg/a.js"), zeros(512), file("pkg/evil.js"))], // prettier-ignore
  ["goes on after its end", "more after its end", tgz(file("pkg/a.js"), endOfTar, file("pkg/evil.js"))], // prettier-ignore
  ["goes on after a long padding", "more after its end", tgz(file("pkg/a.js"), zeros(700_000), file("pkg/evil.js"))], // prettier-ignore
  ["goes on in another member of gzip", "more after its end", Buffer.concat([tgz(file("pkg/a.js")), tgz(file("pkg/evil.js"))])], // prettier-ignore
  ["starts with zeros", "more after its end", tgz(zeros(512), file("pkg/evil.js"))],
  ["has a broken header in its middle", "header that is broken", tgz(file("pkg/a.js"), tarEntry({ name: "pkg/b", spoilChecksum: true }), file("pkg/evil.js"))], // prettier-ignore
  ["has a broken header at its end", "header that is broken", tgz(file("pkg/a.js"), tarEntry({ name: "pkg/b", spoilChecksum: true }))], // prettier-ignore
  ["ends within a header", "header that is broken", gzipSync(file("pkg/a.js").subarray(0, 300))], // prettier-ignore
  ["writes a size in binary", "size that cannot be used", tgz(tarEntry({ name: "pkg/a", size: 8 ** 11 }))], // prettier-ignore
  ["has a folder with content", "folder with content", tgz(tarEntry({ name: "pkg/a", type: "5", content: file("pkg/evil.js") }))], // prettier-ignore
  ["has a file that is named like a folder", "folder with content", tgz(tarEntry({ name: "pkg/a/", content: file("pkg/evil.js") }))], // prettier-ignore
  ["names a file like a folder ahead", "folder with content", tgz(paxHeader({ path: "pkg/a/" }), tarEntry({ name: "pkg/a", content: file("pkg/evil.js") }))], // prettier-ignore
  ["tells a size that is no number ahead", "read differently", tgz(paxHeader({ size: "1e3" }), file("pkg/a.js"))], // prettier-ignore
  ["tells one size for all", "read differently", tgz(forAll({ size: "0" }), file("pkg/evil.js"))],
  ["tells one name for all", "read differently", tgz(forAll({ path: "pkg/a" }), file("pkg/evil.js"))], // prettier-ignore
  ["tells another real size", "no ordinary file", tgz(sparse, file("pkg/evil.js"))],
  ["is a sparse file", "no ordinary file", tgz(tarEntry({ name: "pkg/a", type: "S" }))],
  ["has a table of 64 bits", "64 bits", zip64, "zip"],
  ["has a table of 64 bits before a long comment", "64 bits", zip64Far, "zip"],
  ["has two tables of contents", "others read elsewhere", twoTables, "zip"],
  ["has a second zip in its signature", "others read elsewhere", signedTwice, "zip"],
  ["is a zip that goes on after its end", "more after its end", Buffer.concat([plainZip, Buffer.from("a = 1")]), "zip"], // prettier-ignore
  ["has an entry beyond every end", "no zip", beyond, "zip"],
  ["is packed in another way", "no ordinary file", zip([{ name: "a.py", content: "a", method: 14 }]), "zip"], // prettier-ignore
  ...["L", "K", "x", "g"].map((type): [string, string, Buffer] => [`has a header ${type} of more than 1 MB`, "names that are too long", tgz(long(type, MEGABYTE + 1), file("pkg/a.js"))]), // prettier-ignore
  ["has many headers for all", "names that are too long", tgz(...Array.from({ length: 5 }, () => forAll({ comment: "a".repeat(MEGABYTE / 4) })), file("pkg/a.js"))], // prettier-ignore
  ["has endless headers for all", "no tarball", tgz(...Array.from({ length: 5_000 }, () => long("g", 0)), file("pkg/a.js"))], // prettier-ignore
  ["names a file in two ways", "two headers", tgz(long("L", 5), paxHeader({ path: "pkg/a.txt" }), file("pkg/a.js"))], // prettier-ignore
  ["names a file in two ways, the other way round", "two headers", tgz(paxHeader({ path: "pkg/a.txt" }), long("L", 5), file("pkg/a.js"))], // prettier-ignore
  ["tells something for all between a name and its file", "two headers", tgz(paxHeader({ path: "pkg/a.txt" }), long("g", 0), file("pkg/a.js"))], // prettier-ignore
];

const HOSTILE: [string, string, Buffer, string?][] = [
  ["climbs out", "leads out", tgz(file("pkg/../../evil.py"))],
  ["starts at the root", "an absolute name", tgz(file("/pkg/evil.py"))],
  ["holds a symbolic link", "a link", tgz(link)],
  ["holds a hard link", "a link", tgz(tarEntry({ name: "pkg/b", type: "1", linkName: "pkg/a" }))],
  ["holds a device", "no ordinary file", tgz(tarEntry({ name: "pkg/null", type: "3" }))],
  ["says one name twice", "same name", tgz(file("pkg/a.py"), file("other/a.py"))],
  ["has a file below a file", "same name", tgz(file("pkg/a"), file("pkg/a/b/c.py"))],
  ["has a file outside of its folder", "outside of its folder", tgz(file("a.py"))],
  ["hides marks in a name", "not seen", tgz(file("pkg/a\u202e.py"))],
  ["expands too far", "expands too far", gzipSync(tarEntry({ name: "pkg/zero", content: Buffer.alloc(48 * 1_048_576) }))], // prettier-ignore
  ["has too many entries", "too many entries", tgz(...Array.from({ length: 50_001 }, (_, at) => tarEntry({ name: `pkg/${sha256(Buffer.from(String(at)))}/`, type: "5" })))], // prettier-ignore
  ["is cut off", "cut off", SDIST.subarray(0, SDIST.length - 40)],
  ["is none", "no zip", SDIST, "zip"],
  ["climbs out of a zip", "leads out", zip([{ name: "../evil.py", content: "a" }]), "zip"],
  ["hides its name behind a zero", "not seen", zip([{ name: "a.py\0.txt", content: "a" }]), "zip"],
  ["links in a zip", "a link", zip([{ name: "a.py", content: "/etc/passwd", mode: 0o120777 }]), "zip"], // prettier-ignore
  ["expands too far in a zip", "expands too far", zip([{ name: "zero", content: Buffer.alloc(48 * 1_048_576) }]), "zip"], // prettier-ignore
  ["lies about its size", "no zip", zip([{ name: "a.py", content: "a = 1", size: 3 }]), "zip"],
];

describe("hostile archives", SLOW, () => {
  let base = "";
  beforeAll(async () => {
    if (python !== null) base = await start();
  });

  test.for([...HOSTILE, ...TWO_FACED])(
    "one that %s is refused",
    async ([, why, archive, format = "tgz"], context) => {
      needPython(context);
      const { status, body } = await post(base, archive, { query: `kind=pypi&format=${format}` });
      expect([status, body.error]).toEqual([422, expect.stringContaining(why)]);
    },
  );

  test("leave nothing behind, inside or outside", async (context) => {
    needPython(context);
    await post(base, tgz(file("pkg/a.py"), file("pkg/../../evil.py")));
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(path.join(root, "evil.py"))).toBe(false);
  });
});

/** Tells which files it was given, in place of threats. */
const LISTS = `
if "--version" in sys.argv: print("guarddog, version 3.1.0"); sys.exit()
folder = sys.argv[3]
files = [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]
print(json.dumps({"errors": {}, "results": {"file": [{"location": one + ":1", "message": ""} for one in files]}}))
`;

describe("honest archives", SLOW, () => {
  let base = "";
  beforeAll(async () => {
    if (python !== null) base = await start({ path: programs({ guarddog: LISTS }) });
  });

  async function filesIn(archive: Buffer, format = "tgz") {
    const { status, body } = await post(base, archive, { query: `kind=npm&format=${format}` });
    const findings = body.tools?.["guarddog"]?.findings ?? [];
    return [status, ...findings.map((one) => one["file"]).sort()];
  }

  test("are read with every padding that tools put at their end", async (context) => {
    needPython(context);
    const entries = [file("pkg/a.js"), file("pkg/b.js")];
    for (const padding of [0, 512, 1_024, 1_000, 8_192, 10_240, 300_000, 2 * MEGABYTE]) {
      const archive = gzipSync(Buffer.concat([...entries, zeros(padding)]));
      expect([padding, ...(await filesIn(archive))]).toEqual([padding, 200, "a.js", "b.js"]);
    }
    const later = [gzipSync(Buffer.concat(entries)), gzipSync(endOfTar), zeros(700)];
    expect(await filesIn(Buffer.concat(later))).toEqual([200, "a.js", "b.js"]);
  });

  test.for(["gnu", "pax", "ustar", "v7"])(
    "of tar in the form %s are read whole",
    async (form, context) => {
      needPython(context);
      const folder = mkdtempSync(path.join(root, "tar-"));
      const deep = form === "gnu" || form === "pax" ? `${"d".repeat(120)}/${"f".repeat(150)}.js` : "deep/f.js"; // prettier-ignore
      for (const name of ["a.js", deep]) {
        mkdirSync(path.dirname(path.join(folder, "pkg", name)), { recursive: true });
        writeFileSync(path.join(folder, "pkg", name), "a");
      }
      const packed = spawnSync("tar", [`--format=${form}`, "-cz", "pkg"], { cwd: folder });
      if (packed.status !== 0) return context.skip("There is no tar that makes this form.");
      expect(await filesIn(packed.stdout)).toEqual([200, ...["a.js", deep].sort()]);
    },
  );

  test("signed as bundles are, are read", async (context) => {
    needPython(context);
    const signed = Buffer.concat([plainZip, Buffer.from("MCPB_SIG_V1"), zeros(900), Buffer.from("MCPB_SIG_END")]); // prettier-ignore
    expect(await filesIn(signed, "zip")).toEqual([200, "a.py"]);
  });

  test.for([
    ["@modelcontextprotocol/server-filesystem", "2026.8.31"],
    ["left-pad", "1.3.0"],
    ["async", "0.2.10"],
    ["request", "2.88.2"],
  ] as const)("of the real registry are read whole: %s", async ([name, version], context) => {
    needPython(context);
    const address = `${env.intake.npm}/${name}/-/${path.posix.basename(name)}-${version}.tgz`;
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(address, { signal }).catch(() => null);
    if (!response?.ok) return context.skip("The npm registry does not give it.");
    const archive = Buffer.from(await response.arrayBuffer());
    const ours = (await readArchive(archive, "tgz")).files.map((one) => one.path).sort();
    expect(ours.length).toBeGreaterThan(2);
    expect(await filesIn(archive)).toEqual([200, ...ours]);
  });

  test("cannot tell Semgrep what not to read, in any folder", async (context) => {
    needPython(context);
    const files = {
      ".semgrepignore": "*\n",
      "a.js": "1",
      "lib/.semgrepignore": "*",
      "lib/b.js": "1",
    };
    expect(await filesIn(npmPackage(files))).toEqual([200, "a.js", "lib/b.js"]);
    expect(await filesIn(zipOf(files), "zip")).toEqual([200, "a.js", "lib/b.js"]);
  });
});

describe("a sidecar without room", SLOW, () => {
  const large = { "server.py": `# ${"a".repeat(200_000)}\n` };

  test.for([
    ["sdist", sdistOf("pkg-1.0", large)],
    ["wheel", zipOf(large)],
  ] as const)("does not blame a %s for it", async ([layout, archive], context) => {
    needPython(context);
    const base = await start({ room: 100_000 });
    const { status } = await post(base, archive, {
      query: `kind=pypi&format=${FORMAT_OF[layout]}`,
    });
    expect(status).toBe(503);
    expect(readdirSync(temporary)).toEqual([]);
    const reach = reachTo({ analyser: { url: base, token: TOKEN } });
    const got = await askAnalysers(reach, { archive, layout, kind: "pypi" });
    expect(got?.bandit).toMatchObject({ ok: false, reason: "registry_5xx" });
  });

  test("does not take it for two entries of one name", async (context) => {
    needPython(context);
    const far = Array.from({ length: 16 }, () => "d".repeat(200));
    const base = await start({ unpackIn: path.join(temporary, ...far) });
    const deep = Array.from({ length: 5 }, (_, at) => `${at}`.repeat(190)).join("/");
    const archive = tgz(paxHeader({ path: `pkg/${deep}` }), file("pkg/a.py"));
    expect(await post(base, archive)).toMatchObject({ status: 503 });
    rmSync(path.join(temporary, far[0] ?? ""), { recursive: true });
  });
});

/** Prints what Bandit prints of a shell, and how it was called. */
const BANDIT = `
if "--version" in sys.argv: print("bandit 1.9.4\\n  python version = 3"); sys.exit()
folder = [one for one in sys.argv if one.endswith("/package")][0]
ini = open(sys.argv[sys.argv.index("--ini") + 1]).read()
told = [one for one in sys.argv[1:] if one.startswith("-")] + sorted(os.environ) + [os.getcwd() != folder, "skips" in ini]
print("[main] INFO", file=sys.stderr)
print(json.dumps({"errors": [{"filename": folder + "/bad.py", "reason": "syntax error"}], "results": [
  {"filename": folder + "/server.py", "test_id": "B602", "issue_severity": "HIGH", "issue_confidence": "HIGH", "issue_text": " ".join(map(str, told)), "line_number": 4},
  {"filename": folder + "/server.py", "test_id": "B105", "issue_severity": "LOW", "issue_confidence": "MEDIUM", "issue_text": "Possible hardcoded password: 'hunter2'", "line_number": 1},
  {"filename": folder + "/../../x", "test_id": "B1", "issue_severity": "LOW", "issue_confidence": "LOW", "issue_text": "", "line_number": 1}]}))
sys.exit(1)
`;
/** As version 3 documents it: results by rule, and risks that say how severe they are. */
const GUARDDOG = `
if "--version" in sys.argv: print("guarddog, version 3.1.0"); sys.exit()
kind, verb, folder = sys.argv[1:4]
assert (kind, verb) == ("npm", "scan") and sys.argv[4:] == ["--output-format", "json"]
print(json.dumps({"package": folder, "issues": 2, "errors": {}, "path": folder, "results": {
  "threat-network-exfiltration": [{"location": "index.js:7", "code": "secret", "message": "Sends files away"}],
  "capability-network-outbound": [{"location": folder + "/index.js:3", "code": "x", "message": "Can reach the network"}],
  "threat-process-cryptomining": {}, "typosquatting": None}, "risk_score": {"score": 8, "label": "high"}, "risks": [
  {"name": "risk.network", "severity": "medium", "threat_rule": "threat-network-exfiltration", "threat_location": "index.js:7", "file_path": "index.js"}]}))
`;

describe("tools", SLOW, () => {
  test("Bandit is called so that a package cannot silence it, and quotes nothing", async (context) => {
    needPython(context);
    const base = await start({ path: programs({ bandit: BANDIT }) });
    const { body } = await post(base, SDIST);
    expect(body.tools?.["guarddog"]).toBeNull();
    const bandit = body.tools?.["bandit"];
    expect(bandit).toMatchObject({ version: "1.9.4", unread: ["bad.py"], reason: null });
    const variables = ["HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE"];
    expect(bandit?.findings).toEqual([
      {
        ...{ rule: "B602", severity: "high", confidence: "high", file: "server.py", line: 4 },
        title: expect.stringMatching(
          new RegExp(`^-q -r -f --ignore-nosec --ini -x ${variables.join(" .*")}.* True False$`),
        ),
      },
      {
        ...{ rule: "B105", severity: "low", confidence: "medium", file: "server.py", line: 1 },
        title: "Possible hardcoded",
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|SIDECAR_TOKEN/);
    const health = await fetch(`${base}/healthz`);
    expect(await health.json()).toEqual({ tools: { bandit: "1.9.4", guarddog: null } });
  });

  test("GuardDog's results get the severity of its risks, and no code", async (context) => {
    needPython(context);
    const base = await start({ path: programs({ guarddog: GUARDDOG }) });
    const archive = npmPackage({ "index.js": "1" });
    const { body } = await post(base, archive, { query: "kind=npm&format=tgz" });
    expect(Object.keys(body.tools ?? {})).toEqual(["guarddog"]);
    expect(body.tools?.["guarddog"]).toMatchObject({
      version: "3.1.0",
      reason: null,
      findings: [
        {
          ...{ rule: "threat-network-exfiltration", severity: "medium", confidence: null },
          ...{ title: "Sends files away", file: "index.js", line: 7 },
        },
        { rule: "capability-network-outbound", severity: null, file: "index.js", line: 3 },
      ],
    });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test.for([
    ["ends badly", "sys.exit(2)", "error"],
    ["prints no JSON", "print('nothing here')", "error"],
    ["prints another form", "print('{\"results\": 1}')", "error"],
    ["prints entries of another form", 'print(\'{"results": [1], "errors": []}\')', "error"],
    ["never ends", "time.sleep(600)", "timeout"],
  ] as const)("one that %s says nothing, and why", async ([, code, reason], context) => {
    needPython(context);
    const tools = programs({ bandit: `if "--version" in sys.argv: sys.exit()\n${code}` });
    const base = await start({ path: tools, args: ["--tool-seconds", "2"] });
    const { body } = await post(base, SDIST);
    expect(body.tools?.["bandit"]).toMatchObject({ version: "unknown", findings: null, reason });
  });

  test("files that it could not parse are never cut short in silence", async (context) => {
    needPython(context);
    const errors = `[{"filename": f"{sys.argv[-1]}/{at}.py"} for at in range(5001)]`;
    const code = `print(json.dumps({"results": [], "errors": ${errors}}))`;
    const { body } = await post(await start({ path: programs({ bandit: code }) }), SDIST);
    expect(body.tools?.["bandit"]).toMatchObject({ findings: [], reason: "error" });
  });

  test("digits of other scripts are no line, and no reason to break off", async (context) => {
    needPython(context);
    const places = ["a.js:²", "b.js:٣", `c.js:${"9".repeat(5_000)}`, "d.js:7"];
    const results = JSON.stringify({ rule: places.map((location) => ({ location, message: "" })) });
    const code = `print(json.dumps({"errors": {}, "results": json.loads('${results}')}))`;
    const base = await start({ path: programs({ guarddog: code }) });
    const { status, body } = await post(base, SDIST);
    expect(status).toBe(200);
    const findings = body.tools?.["guarddog"]?.findings ?? [];
    expect(findings.map(({ line }) => line)).toEqual([null, null, null, 7]);
  });

  test("errors of GuardDog are no clean result, as it ends well with them", async (context) => {
    needPython(context);
    const code = `print(json.dumps({"issues": 0, "errors": {"rules-all": "failed"}, "results": {}}))`;
    const base = await start({ path: programs({ guarddog: code }) });
    const { body } = await post(base, SDIST);
    expect(body.tools?.["guarddog"]).toMatchObject({ findings: [], reason: "error" });
  });
});

describe("the real Bandit", SLOW, () => {
  const FILES = {
    ".bandit": "[bandit]\nskips = B602\nexclude = server.py\n",
    "pyproject.toml": '[tool.bandit]\nskips = ["B602"]\n',
    "server.py": SHELL,
    ".eggs/hidden.py": SHELL,
    tool: `#!/usr/bin/env python3\n${SHELL}`,
    "bad.py": "def f(:\n",
  };

  test("finds a shell whatever the package says, also in hidden folders and scripts", async (context) => {
    needPython(context);
    if (realBandit === null) return context.skip("Bandit is not installed.");
    const base = await start({ path: `${path.dirname(realBandit)}:/usr/bin:/bin` });
    for (const [archive, format] of [
      [sdistOf("pkg-1.0", FILES), "tgz"],
      [zipOf(FILES), "zip"],
    ] as const) {
      const { body } = await post(base, archive, { query: `kind=pypi&format=${format}` });
      const bandit = body.tools?.["bandit"];
      expect(bandit).toMatchObject({ unread: ["bad.py"], reason: null });
      const shells = (bandit?.findings ?? []).filter(({ rule }) => rule === "B602");
      expect(shells.map(({ file: place, line }) => [place, line]).sort()).toEqual([
        [".eggs/hidden.py", 4],
        ["server.py", 4],
        ["tool", 5],
      ]);
    }
  });
});

describe("a scan", SLOW, () => {
  const folder = feedFolder();
  let registry: Awaited<ReturnType<typeof startPypiRegistry>>;
  beforeAll(async () => {
    registry = await startPypiRegistry();
    await findFence();
  });
  afterAll(async () => {
    folder.remove();
    await registry.close();
  });

  async function scan(name: string, url: string | null, token: string | null = TOKEN) {
    const reach = registry.reach({ analyser: url === null ? null : { url, token } });
    const { results, evidence } = await scanArtifact(
      { kind: "pypi", name, version: null },
      {
        entry: { ...cleanEntry("pypi"), registeredDigest: null },
        tools: {
          feeds: openFeeds(folder.dir),
          fingerprintKey: Buffer.alloc(32, 1),
          capture: false,
        },
        ...{ reach, others: null },
      },
    );
    const result = (id: string) => results.find(({ control }) => control === id);
    return {
      said: (id: string) => `${result(id)?.status} ${result(id)?.reason}`,
      result,
      evidence,
    };
  }

  test("of a Python package fails by what Bandit is sure of, and rests on its answer", async (context) => {
    needPython(context);
    const url = await start({ path: programs({ bandit: BANDIT }) });
    registry.publish("shelled", "1.0", { wheel: { "server.py": SHELL } });
    const { result, evidence, said } = await scan("shelled", url);
    expect(result("CQ-03")).toMatchObject({
      status: "fail",
      failsFromLevel: 2,
      findings: expect.arrayContaining([
        expect.objectContaining({ code: "CQ-03/bandit/B602", file: "server.py", line: 4 }),
      ]) as unknown,
    });
    const noted = evidence.find(({ kind }) => kind === "analysers");
    expect(result("CQ-03")?.evidence).toContain(noted?.sha256);
    expect(said("CQ-02")).toBe("pass null");
  });

  test("sees what own code imports from beside it, and what lies inside of a package", async (context) => {
    needPython(context);
    const code = BANDIT.replaceAll("/server.py", "/examples/core.py").replace("/bad.py", "/acme/tests/bad.py"); // prettier-ignore
    const url = await start({ path: programs({ bandit: code }) });
    const status = async (name: string, files: Record<string, string>) => {
      registry.publish(name, "1.0", { wheel: null, sdist: files });
      const { result } = await scan(name, url);
      return [result("CQ-03")?.status, result("CQ-03")?.detail];
    };
    const files = { "acme/__init__.py": "a = 1\n", "examples/core.py": SHELL };
    const importing = { ...files, "acme/__init__.py": "from examples import core\n" };
    expect((await status("importing", importing))[0]).toBe("fail");
    expect(await status("beside", files)).toEqual([
      "not_checkable",
      expect.stringContaining("acme/tests/bad.py is no Python"),
    ]);
  });

  test("without the sidecar, or with one that refuses, passes nothing", async (context) => {
    needPython(context);
    registry.publish("plain", "1.0", { wheel: { "server.py": "a = 1\n" } });
    const none = await scan("plain", null);
    expect([none.said("CQ-02"), none.said("CQ-03")]).toEqual([
      "pass null",
      "not_checkable tool_missing",
    ]);
    const refused = await scan("plain", await start(), null);
    expect([refused.said("CQ-02"), refused.said("CQ-03")]).toEqual([
      "not_checkable auth_required",
      "not_checkable auth_required",
    ]);
    const away = await scan("plain", "http://127.0.0.1:9");
    expect(away.said("CQ-03")).toBe("not_checkable unreachable");
  });
});

test(
  "a bundle of Python is read by Bandit, and one of node by GuardDog alone",
  SLOW,
  async (context) => {
    needPython(context);
    const folder = feedFolder();
    const server = await startPypiRegistry();
    await findFence();
    const analyser = { url: await start({ path: programs({ bandit: BANDIT }) }), token: TOKEN };
    const scan = async (type: string, entryPoint: string, files: Record<string, string>) => {
      const mcp_config = { command: type, args: [`\${__dirname}/${entryPoint}`] };
      const manifest = bundleManifest({ server: { type, entry_point: entryPoint, mcp_config } });
      server.put(`/${type}.mcpb`, bundleOf(manifest, files));
      const reach = server.reach({ analyser });
      const { results } = await scanArtifact(
        { kind: "mcpb", name: `${server.base}/${type}.mcpb`, version: null },
        {
          tools: {
            feeds: openFeeds(folder.dir),
            fingerprintKey: Buffer.alloc(32, 1),
            capture: false,
          },
          ...{ entry: null, reach, others: null },
        },
      );
      const result = results.find(({ control }) => control === "CQ-03");
      return [result?.status, result?.findings.map(({ code }) => code)];
    };
    expect(await scan("python", "server.py", { "server.py": SHELL })).toEqual([
      "fail",
      expect.arrayContaining(["CQ-03/bandit/B602"]),
    ]);
    expect(await scan("node", "server.js", { "server.js": "export {};\n" })).toEqual(["pass", []]);
    folder.remove();
    await server.close();
  },
);

test("a large archive that a sidecar refuses unread is told as refused", SLOW, async (context) => {
  needPython(context);
  const url = await start();
  const reach = reachTo({ analyser: { url, token: "wrong-token-of-tests" } });
  const archive = Buffer.alloc(6 * 1_048_576, 7);
  const got = await askAnalysers(reach, { archive, layout: "npm", kind: "npm" });
  expect(got?.guarddog).toMatchObject({ ok: false, reason: "auth_required" });
});

test("the script is Python that compiles", (context) => {
  needPython(context);
  const check = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
  expect(() => execFileSync(python ?? "", ["-c", check, SCRIPT])).not.toThrow();
});
