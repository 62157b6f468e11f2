import fs from "node:fs";
import path from "node:path";
import { createKeyFile, signerFromFile, type Signer } from "#lib/audit/tree/signer.ts";

const DATA = path.resolve(import.meta.dirname, "../../.data/bench-audit");

/** The key that the generated logs are signed with; where their exports and other files go. */
export function benchKey(): { file: string; folder: string; signer: Signer } {
  fs.mkdirSync(DATA, { recursive: true });
  const file = path.join(DATA, "audit-key.json");
  if (!fs.existsSync(file)) createKeyFile(file, "gatehouse.audit/bench");
  return { file, folder: DATA, signer: signerFromFile(file) };
}
