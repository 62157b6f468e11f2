import fs from "node:fs";
import type { VerifierKey } from "#lib/audit/tree/verifier-key.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { plain } from "./terminal.ts";

/** Keys that checkpoints must be signed with: those of files, or the one of this installation. */
export async function verifyingKeys(files: readonly string[]): Promise<VerifierKey[]> {
  const { parseVkey } = await import("#lib/audit/tree/verifier-key.ts");
  if (files.length === 0) {
    const { auditSigner } = await import("#lib/audit/sequencer/audit-key.ts");
    const { verifierOf } = await import("#lib/audit/tree/signer.ts");
    return [verifierOf(auditSigner())];
  }
  return files.map((file) => {
    const [, vkey] = /^# gatehouse audit key: (.+)$/m.exec(readText(file)) ?? [];
    if (vkey === undefined)
      throw new AppError(
        "invalid",
        `${plain(file)} is no public key as audit public-key writes it.`,
      );
    return parseVkey(vkey.trim());
  });
}

export function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    throw new AppError("invalid", `${plain(file)} cannot be read.`);
  }
}
