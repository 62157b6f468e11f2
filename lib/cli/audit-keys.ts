import fs from "node:fs";
import type { VerifierKey } from "#lib/audit/tree/verifier-key.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { plain } from "./terminal.ts";

/** Keys that checkpoints must be signed with: those of files, or the present and former ones of this installation. */
export async function verifyingKeys(files: readonly string[]): Promise<VerifierKey[]> {
  const { readVkey } = await import("#lib/audit/tree/verifier-key.ts");
  if (files.length === 0) {
    const { logKeys } = await import("#lib/audit/sequencer/audit-key.ts");
    return logKeys();
  }
  return files.map((file) => {
    const text = readText(file);
    try {
      return readVkey(text);
    } catch {
      // Whatever is wrong in it, it is to be got anew.
      throw new AppError(
        "invalid",
        `${plain(file)} is no public key as audit public-key writes it.`,
      );
    }
  });
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    throw new AppError("invalid", `${plain(file)} cannot be read.`);
  }
}
