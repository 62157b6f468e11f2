import fs from "node:fs";
import path from "node:path";
import { SettingError } from "#lib/config/env.ts";

/** When a process began, in kernel ticks: a process number used again has another one. Linux only. */
function beganAt(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    // No /proc on this system: the number alone must do.
    return "";
  }
}

function isAlive(pid: number, began: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return began === "" || beganAt(pid) === began;
}

/**
 * One running product per data folder. A lock left by a killed process does not count.
 * @throws SettingError naming DATA_DIR and the process that holds it.
 */
export function lockDataDir(dataDir: string): () => void {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "running");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      fs.writeFileSync(file, `${process.pid} ${beganAt(process.pid)}`, { flag: "wx" });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST")
        throw new SettingError(
          `DATA_DIR ${dataDir} cannot be written (${(error as Error).message}).`,
        );
      const [pid, began] = fs.readFileSync(file, "utf8").split(" ");
      if (pid && isAlive(Number(pid), began ?? ""))
        throw new SettingError(
          `DATA_DIR ${dataDir} is in use by process ${pid}: stop it, or set DATA_DIR and PORT to others.`,
        );
      fs.rmSync(file, { force: true });
    }
  }
  throw new SettingError(`DATA_DIR ${dataDir} is being started by another process: try again.`);
}
