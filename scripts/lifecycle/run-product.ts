import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { ROOT } from "./prepare.ts";

const READY_MS = 240_000;

export type Product = {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** What it has printed so far. */
  output: () => string;
  /** Ends it as Ctrl-C does, waits, and removes its data. */
  stop: () => Promise<void>;
};

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

/** The environment without settings of ours: a product of a test runs on defaults. */
function withoutSettings(): Record<string, string | undefined> {
  const ours = /^(PORT|HOST|DATA_DIR|DATABASE_|GATEHOUSE_|OIDC_|NODE_ENV|NEXTAUTH_|VITEST)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** A data folder that root's unprivileged PostgreSQL may enter too. */
export function newDataDir(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-product-"));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** Starts `npm start`'s script with these settings, without waiting for anything. */
export function spawnProduct(settings: Record<string, string>): {
  process: ChildProcess;
  output: () => string;
} {
  // Scans would keep the machine busy beside what is tested, and ask a registry.
  const env: Record<string, string | undefined> = {
    ...withoutSettings(),
    TRUST_SCANS: "off",
    ...settings,
  };
  const child = spawn(process.execPath, [path.join(ROOT, "scripts", "start.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: env as NodeJS.ProcessEnv,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { process: child, output: () => output };
}

/**
 * A running product on a free port and, unless given, a data folder of its own.
 * @throws with all it printed when it ends or does not get ready within 4 minutes.
 */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const port = settings["PORT"] ?? String(await freePort());
  const dataDir = settings["DATA_DIR"] ?? newDataDir();
  const { process: child, output } = spawnProduct({ ...settings, PORT: port, DATA_DIR: dataDir });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The product did not get ready.\n${output()}`)),
      READY_MS,
    );
    child.stdout?.on("data", () => {
      if (!output().includes("is ready at")) return;
      clearTimeout(timer);
      resolve();
    });
    child.once("exit", () => {
      clearTimeout(timer);
      reject(new Error(`The product ended before it was ready.\n${output()}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    process: child,
    output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGINT");
        await gone;
      }
      if (!settings["DATA_DIR"]) fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
