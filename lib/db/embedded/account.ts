import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** A place every account may enter, used only when root's own checkout is closed to others. */
export const FALLBACK_DIR = "/var/tmp";

export type Ids = { uid: number; gid: number };

export const isRoot = () => process.platform !== "win32" && process.getuid?.() === 0;

/** PostgreSQL refuses to run as root, so root lends it an unprivileged account of this machine. */
export function unprivilegedIds(): Ids | undefined {
  if (!isRoot()) return undefined;
  const passwd = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const row = passwd.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (row?.[2] && row[3]) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new Error(
    "Running as root, and there is neither a 'postgres' nor a 'nobody' account to run PostgreSQL as.",
  );
}

/** May any account enter this folder? Each parent needs the others' x bit. */
export function reachable(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (fs.existsSync(at) && !(fs.statSync(at).mode & 0o001)) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Where the database of a data folder really lives. */
export function databaseRoot(wanted: string, ids: Ids | undefined): string {
  const root = path.resolve(wanted);
  if (!ids || reachable(path.dirname(root))) return root;
  const digest = createHash("sha256").update(root).digest("hex").slice(0, 16);
  return path.join(FALLBACK_DIR, `gatehouse-data-${digest}`);
}
