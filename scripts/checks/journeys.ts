// Starts the product as a user does, on a folder and a port of its own, and walks through it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { findBrowser } from "../lifecycle/find-browser.ts";
import { ROOT } from "../lifecycle/prepare.ts";
import { startProduct } from "../lifecycle/run-product.ts";

async function main(): Promise<number> {
  const browser = await findBrowser();
  const product = await startProduct();
  try {
    const cli = path.join("node_modules", "@playwright", "test", "cli.js");
    const tests = spawn(process.execPath, [cli, "test", ...process.argv.slice(2)], {
      cwd: ROOT,
      stdio: "inherit",
      env: {
        ...process.env,
        E2E_CHROMIUM: browser,
        E2E_BASE_URL: product.url,
        E2E_DATA_DIR: product.dataDir,
      },
    });
    const [code] = (await once(tests, "exit")) as [number | null];
    if (code !== 0) console.error(product.output());
    return code ?? 1;
  } finally {
    await product.stop();
  }
}

process.exit(await main());
