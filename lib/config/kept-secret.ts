import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** The product's secret where none is set: made once per data folder, readable by its owner only. */
export function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "secret");
  if (!fs.existsSync(file))
    fs.writeFileSync(file, randomBytes(48).toString("base64url"), { mode: 0o600 });
  return fs.readFileSync(file, "utf8").trim();
}
