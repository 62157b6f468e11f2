import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { npmPackage, tarEntry, tgz, zip } from "../archive/archive-builder.ts";
import { findFence } from "./fence.ts";
import { runChild } from "./run-child.ts";
import { scanInSandbox, type SandboxTask } from "./run-scanner.ts";

const MEGABYTE = 1_048_576;
const never = new AbortController().signal;
const scan = (archive: Buffer, task: Partial<SandboxTask> = {}) =>
  scanInSandbox({
    archive,
    layout: "npm",
    fingerprintKey: Buffer.alloc(32, 3),
    timeoutMs: 60_000,
    signal: never,
    ...task,
  });

// The first use tries which fence the machine allows.
beforeAll(findFence, 120_000);

describe("a scan in the sandbox", () => {
  test("gives files, documents, findings and how it was fenced in", async () => {
    const manifest = { name: "x", version: "1.0.0", n: 1 };
    const result = await scan(
      npmPackage({
        "package.json": JSON.stringify(manifest),
        "npm-shrinkwrap.json": `{"lockfileVersion":3}`,
        "index.js": `import { exec } from "child_process";\nexec(process.env.COMMAND);`,
        "index.ts": "const a: number = 1;",
        "test/index.test.js": "1;",
      }),
    );
    if (!result.ok) throw new Error(result.detail);
    const { value } = result;
    expect(value.packageJson).toEqual(manifest);
    expect(value.shrinkwrap).toEqual({ lockfileVersion: 3 });
    expect(value.bundleManifest).toBeNull();
    expect(value.files.filter(({ own }) => own).map(({ path: one }) => one)).toEqual([
      "index.js",
      "index.ts",
    ]);
    expect(value.bytes).toMatchObject({ files: 5, refused: [] });
    expect(value.code.environment).toEqual(["COMMAND"]);
    expect(value.code.staticFindings).toHaveLength(1);
    expect(value.code.isolation).toEqual((await findFence())?.isolation);
  });

  test("reads bundles, and wheels in a language that it does not know", async () => {
    const bytes = zip([
      { name: "manifest.json", content: `{"manifest_version":"0.3"}` },
      { name: "server/main.rb", content: "puts 1" },
    ]);
    const result = await scan(bytes, { layout: "bundle" });
    if (!result.ok) throw new Error(result.detail);
    expect(result.value.bundleManifest).toEqual({ manifest_version: "0.3" });
    expect(result.value.code.scannable).toBe("opaque");
  });

  test("a secret leaves neither in the answer nor in any other form", async () => {
    const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO2X", "Y0Kd"].join("");
    const result = await scan(npmPackage({ "a.js": `const a = "${token}";` }));
    expect(JSON.stringify(result)).toContain("github/");
    expect(JSON.stringify(result)).not.toContain(token.slice(6, 24));
  });

  test("hostile archives are refused with a code, and nothing is written anywhere", async () => {
    const name = `evil-${randomUUID()}`;
    const bytes = tgz(
      tarEntry({ name: `package/../../../../../../tmp/${name}`, content: "x" }),
      tarEntry({ name: `/tmp/${name}`, content: "x" }),
      tarEntry({ name: `package/${name}`, type: "2", linkName: "/etc/passwd" }),
      tarEntry({ name: "package/a.js", content: "1" }),
    );
    const result = await scan(bytes);
    if (!result.ok) throw new Error(result.detail);
    expect(result.value.bytes.refused.map(({ code }) => code)).toEqual([
      "archive/path-traversal",
      "archive/absolute-name",
      "archive/link",
    ]);
    expect(existsSync(`/tmp/${name}`)).toBe(false);
    expect(readdirSync("/tmp")).not.toContain(name);
  });

  test("what is no archive at all is told and no failure of the scanner", async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from("no archive")]) {
      const result = await scan(bytes);
      expect(result).toMatchObject({ ok: true, value: { files: [] } });
    }
  });
});

describe("limits of the sandbox", () => {
  test("a scan that takes too long is killed", async () => {
    const started = performance.now();
    const result = await scan(npmPackage({ "a.js": "1" }), { timeoutMs: 30 });
    expect(result).toMatchObject({ ok: false, reason: "timeout" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("an abort stops it, before and during", async () => {
    const stopped = AbortSignal.abort();
    expect(await scan(npmPackage({}), { signal: stopped })).toMatchObject({ ok: false });
    const during = new AbortController();
    setTimeout(() => during.abort(), 50);
    expect(await scan(npmPackage({ "a.js": "1" }), { signal: during.signal })).toMatchObject({
      ok: false,
      reason: "timeout",
    });
  });

  test("a bomb of 2 GB stays below 512 MB of memory", async () => {
    const fence = await findFence();
    if (fence === null) throw new Error("no fence");
    const { encodeHeader } = await import("./scanner-input.ts");
    const bomb = gzipBomb(2_048);
    const header = encodeHeader({
      layout: "npm",
      fingerprintKey: "00",
      sizeBytes: bomb.length,
      timeMs: 60_000,
    });
    const result = await runChild(fence.command, [header, bomb], {
      timeoutMs: 60_000,
      signal: never,
      maxOutputBytes: MEGABYTE,
      maxMemoryBytes: 512 * MEGABYTE,
    });
    if (!result.ok) throw new Error(result.why);
    expect(result.output.toString()).toMatch(/archive\/(?:ratio|expands-too-far)/);
    if (process.platform === "linux") expect(result.peakMemoryBytes).toBeGreaterThan(10 * MEGABYTE);
    expect(result.peakMemoryBytes).toBeLessThan(512 * MEGABYTE);
  }, 90_000);

  test("input that ends early, and rubbish for a header, are an error and no hang", async () => {
    const fence = await findFence();
    if (fence === null) throw new Error("no fence");
    for (const input of [Buffer.alloc(0), Buffer.from("rubbish rubbish")]) {
      const result = await runChild(fence.command, [input], {
        timeoutMs: 20_000,
        signal: never,
        maxOutputBytes: MEGABYTE,
        maxMemoryBytes: 512 * MEGABYTE,
      });
      expect(result).toMatchObject({ ok: false, why: "crash" });
    }
  });
});

/** Many packed parts behind each other, as gzip allows. */
function gzipBomb(megabytes: number): Buffer {
  const header = tarEntry({ name: "package/zeros", size: megabytes * MEGABYTE });
  const part = gzipSync(Buffer.alloc(64 * MEGABYTE));
  return Buffer.concat([gzipSync(header), ...Array<Buffer>(megabytes / 64).fill(part)]);
}

describe("runChild", () => {
  const limits = {
    timeoutMs: 10_000,
    signal: never,
    maxOutputBytes: 1_000,
    maxMemoryBytes: 512 * MEGABYTE,
  };
  const run = (code: string, changed: Partial<typeof limits> = {}) =>
    runChild({ file: process.execPath, args: ["-e", code] }, [], { ...limits, ...changed });

  test("gives the child no environment", async () => {
    const result = await run("process.stdout.write(JSON.stringify(process.env))");
    expect(result.ok && result.output.toString()).toBe("{}");
  });

  test("kills what says too much, holds too much or breaks", async () => {
    expect(await run("for (;;) process.stdout.write('x'.repeat(999))")).toMatchObject({
      why: "output",
    });
    expect(await run("process.exit(3)")).toMatchObject({ why: "crash" });
    expect(await run("process.kill(process.pid, 'SIGSEGV')")).toMatchObject({ why: "crash" });
    const hold = "const a = []; for (;;) a.push(Buffer.alloc(1e6, 1))";
    if (process.platform === "linux")
      expect(await run(hold, { maxMemoryBytes: 100 * MEGABYTE })).toMatchObject({ why: "memory" });
  });

  test("tells a heap that is full from other crashes", async () => {
    const fill = "const a = []; for (;;) a.push({ a: [1, 2, 3] })";
    const command = { file: process.execPath, args: ["--max-old-space-size=30", "-e", fill] };
    expect(await runChild(command, [], limits)).toMatchObject({ why: "memory" });
  });

  test("kills grandchildren with it", async () => {
    const mark = `gatehouse-test-${randomUUID()}`;
    const code = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "${mark}"], { stdio: "ignore" }); setInterval(() => {}, 1000);`;
    expect(await run(code, { timeoutMs: 1_500 })).toMatchObject({ why: "timeout" });
    if (process.platform === "linux") expect(running(mark)).toBe(0);
  });

  test("a program that does not exist is a result", async () => {
    expect(await runChild({ file: "/does/not/exist", args: [] }, [], limits)).toMatchObject({
      why: "crash",
    });
  });
});

function running(mark: string): number {
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

describe("the fence holds", () => {
  /** Runs code of ours exactly as the scanner is run, and says what it could do. */
  async function attempt(code: string): Promise<string> {
    const fence = await findFence();
    if (fence === null) throw new Error("no fence");
    const entry = path.join(import.meta.dirname, "scanner-process.ts");
    const at = fence.command.args.indexOf(entry);
    const args = [...fence.command.args.slice(0, at), "--input-type=module", "-e", code];
    const result = await runChild({ ...fence.command, args }, [], {
      timeoutMs: 20_000,
      signal: never,
      maxOutputBytes: MEGABYTE,
      maxMemoryBytes: 512 * MEGABYTE,
    });
    return result.ok ? result.output.toString() : result.why;
  }

  const tried = (action: string) =>
    attempt(
      `try { ${action}; console.log("DONE"); } catch (error) { console.log(error.code ?? error.name); }`,
    );

  test("no reading of the system, of our settings and data, no writing", async () => {
    const fs = `const fs = await import("node:fs");`;
    const root = path.resolve(import.meta.dirname, "../../..");
    for (const file of [
      "/etc/passwd",
      "/proc/self/environ",
      `${root}/prisma/schema.prisma`,
      `${root}/lib/config/env.ts`,
    ])
      expect(await tried(`${fs} fs.readFileSync(${JSON.stringify(file)})`)).toBe(
        "ERR_ACCESS_DENIED\n",
      );
    expect(await tried(`${fs} fs.readdirSync("/")`)).toBe("ERR_ACCESS_DENIED\n");
    expect(await tried(`${fs} fs.writeFileSync("/tmp/gatehouse-fence", "x")`)).toBe(
      "ERR_ACCESS_DENIED\n",
    );
    expect(
      await tried(`${fs} fs.writeFileSync(${JSON.stringify(`${root}/lib/trust/x`)}, "x")`),
    ).toBe("ERR_ACCESS_DENIED\n");
  });

  test("no database of Node's own, which opens files past its permissions", async () => {
    const open = `new (await import("node:sqlite")).DatabaseSync("/tmp/gatehouse-fence.db")`;
    expect(await tried(open)).toBe("ERR_UNKNOWN_BUILTIN_MODULE\n");
  });

  test("no programs, workers, native code, and no text that becomes code", async () => {
    expect(await tried(`(await import("node:child_process")).execFileSync("/bin/true")`)).toBe(
      "ERR_ACCESS_DENIED\n",
    );
    expect(
      await tried(`new (await import("node:worker_threads")).Worker("1", { eval: true })`),
    ).toBe("ERR_ACCESS_DENIED\n");
    expect(await tried(`process.dlopen({ exports: {} }, "/x.node")`)).toMatch(
      /^ERR_(?:DLOPEN_DISABLED|ACCESS_DENIED)\n$/,
    );
    expect(await tried(`eval("1 + 1")`)).toBe("EvalError\n");
  });

  test("no network where the fence says so", async () => {
    const { isolation } = (await findFence()) ?? {};
    const { createServer } = await import("node:net");
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const connect = `const net = await import("node:net");
      await new Promise((done, fail) => net.connect(${port}, "127.0.0.1", done).on("error", fail))`;
    const answer = await tried(
      `${connect}; process.stdout.write(""); setTimeout(() => process.exit(0), 50)`,
    );
    server.close();
    expect(answer.trim()).toBe(isolation?.network === true ? "ENETUNREACH" : "DONE");
  });

  test("no environment, and an unprivileged user where the fence says so", async () => {
    const { isolation } = (await findFence()) ?? {};
    const answer = await attempt(
      `console.log(JSON.stringify([Object.keys(process.env), process.getuid(), process.getgroups()]))`,
    );
    const [environment, uid, groups] = JSON.parse(answer);
    expect(environment).toEqual([]);
    if (isolation?.user) expect([uid, groups]).toEqual([65_534, [65_534]]);
  });

  test("as root with the usual tools, everything is in force", async () => {
    if (process.getuid?.() !== 0 || !canUnshare()) return;
    expect((await findFence())?.isolation).toEqual({
      permissions: true,
      network: true,
      user: true,
    });
  });
});

function canUnshare(): boolean {
  try {
    execFileSync("unshare", [
      "-n",
      "-S",
      "65534",
      "-G",
      "65534",
      "--",
      process.execPath,
      "-e",
      "0",
    ]);
    return true;
  } catch {
    return false;
  }
}
