import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";

const SYSTEM = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const isRoot = () => process.getuid?.() === 0;

/** Does it start at all? A binary whose libraries are missing is no browser. */
function works(file: string | undefined): boolean {
  if (!file || !fs.existsSync(file)) return false;
  const args = ["--headless", "--version", ...(isRoot() ? ["--no-sandbox"] : [])];
  return spawnSync(file, args, { timeout: 20_000 }).status === 0;
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(":")) {
    const file = `${folder}/${name}`;
    if (folder && fs.existsSync(file)) return file;
  }
  return undefined;
}

/**
 * A Chromium for the tests: E2E_CHROMIUM, the one in an npm package (the same everywhere, and
 * without the windows of a desktop browser, which cost half of its time), Playwright's own, the
 * system's, and at last an installed one (Debian's package as root, Playwright's download else).
 * @throws when there is none: the journeys are never skipped.
 */
export async function findBrowser(): Promise<string> {
  const wanted = process.env["E2E_CHROMIUM"];
  if (wanted) {
    if (works(wanted)) return wanted;
    throw new Error(`E2E_CHROMIUM: ${wanted} does not start.`);
  }
  const { chromium } = await import("@playwright/test");
  const installed = () => [chromium.executablePath(), ...SYSTEM.map(onPath)].find(works);
  const found = [await packedChromium()].find(works) ?? installed();
  if (found) return found;
  install();
  const now = installed();
  if (now) return now;
  throw new Error(
    "No browser was found and none could be installed: install Chromium, or set E2E_CHROMIUM to one.",
  );
}

/** The package serves Linux on x64 only. */
async function packedChromium(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    return await packed.executablePath();
  } catch (error) {
    console.error(`The packed Chromium cannot be used: ${String(error)}`);
    return undefined;
  }
}

function install(): void {
  console.error("No browser found: installing Chromium…");
  if (isRoot() && onPath("apt-get")) {
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      stdio: "inherit",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    return;
  }
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
  spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: "inherit" });
}
