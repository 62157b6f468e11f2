// Starts the product as a user does, on a folder and a port of its own, and walks through it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { findBrowser } from "../lifecycle/find-browser.ts";
import { ROOT } from "../lifecycle/prepare.ts";

const READY_MS = 240_000;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

async function startProduct(port: number, dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(ROOT, "scripts", "start.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...withoutSettings(), PORT: String(port), DATA_DIR: dataDir },
  });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("is ready at")) resolve();
    });
    child.once("exit", () =>
      reject(new Error(`The product ended before it was ready.\n${output}`)),
    );
    setTimeout(
      () => reject(new Error(`The product did not get ready.\n${output}`)),
      READY_MS,
    ).unref();
  });
  await ready;
  return child;
}

/** The journeys run on defaults, whatever the caller's own settings are. */
function withoutSettings(): NodeJS.ProcessEnv {
  const ours = /^(PORT|HOST|DATA_DIR|DATABASE_|GATEHOUSE_|OIDC_|NODE_ENV)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !ours.test(name)),
  ) as NodeJS.ProcessEnv;
}

async function main(): Promise<number> {
  const browser = await findBrowser();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-journeys-"));
  const port = await freePort();
  const product = await startProduct(port, dataDir);
  try {
    const cli = path.join("node_modules", "@playwright", "test", "cli.js");
    const tests = spawn(process.execPath, [cli, "test", ...process.argv.slice(2)], {
      cwd: ROOT,
      stdio: "inherit",
      env: {
        ...process.env,
        E2E_CHROMIUM: browser,
        E2E_BASE_URL: `http://127.0.0.1:${port}`,
        E2E_DATA_DIR: dataDir,
      },
    });
    const [code] = (await once(tests, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    const gone = once(product, "exit");
    product.kill("SIGTERM");
    await gone;
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exit(await main());
