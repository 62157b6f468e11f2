import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const ROOT = path.resolve(import.meta.dirname, "../..");
const CACHE = path.join(ROOT, "node_modules", ".cache", "gatehouse");
const SOURCES = ["app", "components", "lib", "public", "prisma/schema.prisma", "proxy.ts"];
const CONFIGS = [
  "package-lock.json",
  "package.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Prints a step and how long it took; quiet steps print nothing when they had nothing to do. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  process.stdout.write(`${label}… `);
  const ticker = setInterval(() => process.stdout.write("."), 5_000);
  try {
    const result = await work();
    process.stdout.write(` done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stdout.write(" failed\n");
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

/** Digest over the content of everything the build reads. */
function sourceDigest(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const visit = (relative: string) => {
    const full = path.join(ROOT, relative);
    if (!fs.existsSync(full)) return;
    if (fs.statSync(full).isDirectory()) {
      for (const name of fs.readdirSync(full).sort())
        if (name !== "generated") visit(path.join(relative, name));
      return;
    }
    if (/\.test\.tsx?$/.test(relative)) return;
    hash.update(relative).update("\0").update(fs.readFileSync(full)).update("\0");
  };
  for (const relative of paths) visit(relative);
  return hash.digest("hex");
}

/** Runs `work` in one process of this checkout at a time; a lock of a dead process does not count. */
async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  fs.mkdirSync(CACHE, { recursive: true });
  const lock = path.join(CACHE, `${name}.lock`);
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (!holderLives(lock)) fs.rmSync(lock, { force: true });
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function holderLives(lock: string): boolean {
  try {
    process.kill(Number(fs.readFileSync(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

type Product = { name: string; sources: readonly string[]; made: string };

/** Makes a product of the sources again when they changed, or when it is not there. */
async function whenChanged(product: Product, work: () => Promise<void>): Promise<void> {
  const stamp = path.join(CACHE, `${product.name}.stamp`);
  await alone(product.name, async () => {
    const digest = sourceDigest(product.sources);
    const fresh =
      fs.existsSync(path.join(ROOT, product.made)) &&
      fs.existsSync(stamp) &&
      fs.readFileSync(stamp, "utf8") === digest;
    if (fresh) return;
    fs.rmSync(stamp, { force: true });
    await work();
    fs.writeFileSync(stamp, digest);
  });
}

/** The database client, when the schema changed. */
export function generateClient(): Promise<void> {
  const sources = ["prisma/schema.prisma", "package-lock.json"];
  const made = path.join("lib", "db", "generated", "client.ts");
  return whenChanged({ name: "generate", sources, made }, () =>
    step("Generating the database client", () =>
      run([path.join("scripts", "prisma.mjs"), "generate"]),
    ),
  );
}

/** The production build, when anything it reads changed. */
export function build(): Promise<void> {
  const sources = [...SOURCES, ...CONFIGS];
  return whenChanged({ name: "build", sources, made: path.join(".next", "BUILD_ID") }, () =>
    step("Building (about a minute)", () =>
      run([path.join("node_modules", "next", "dist", "bin", "next"), "build"]),
    ),
  );
}

/** Runs one of our tools quietly; what it printed is shown only when it fails. */
export function run(args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${args.join(" ")} failed:\n${output.slice(-6000)}`)),
    );
  });
}
