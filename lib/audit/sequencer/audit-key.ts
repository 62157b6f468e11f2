import fs from "node:fs";
import { randomBytes } from "node:crypto";
import { env, SettingError } from "#lib/config/env.ts";
import {
  createKeyFile,
  KeyError,
  signerFromFile,
  signerFromJson,
  verifierOf,
  type Signer,
} from "../tree/signer.ts";
import { readVkey, type VerifierKey } from "../tree/verifier-key.ts";

/** A name of its own for every log, so that no checkpoint of one passes for another's. */
export const newLogName = (): string => `gatehouse.audit/${randomBytes(6).toString("hex")}`;

/** Makes the key of the log where there is none yet: `npm start`, on a machine of its own. */
export function keepAuditKey(): void {
  if (env.audit.key === null && !fs.existsSync(env.audit.keyFile))
    createKeyFile(env.audit.keyFile, newLogName());
}

/**
 * What checkpoints are signed with. It lies outside the database: AUDIT_KEY, or a file.
 * @throws SettingError when there is none, or others may read it.
 */
export function auditSigner(): Signer {
  const { key, keyFile } = env.audit;
  try {
    if (key !== null) return signerFromJson(key, "AUDIT_KEY");
    if (!fs.existsSync(keyFile))
      throw new SettingError(
        `AUDIT_KEY_FILE: ${keyFile} is not there: make the key of the log with "gatehouse audit create-key --out FILE", or set AUDIT_KEY.`,
      );
    return signerFromFile(keyFile);
  } catch (error) {
    if (error instanceof KeyError) throw new SettingError(error.message);
    throw error;
  }
}

/**
 * What checkpoints of this log may be signed with: the present key, and the former ones. They are
 * settings because whoever owns the database could name any key there.
 * @throws SettingError
 */
export const logKeys = (): VerifierKey[] => [
  verifierOf(auditSigner()),
  ...env.audit.oldPublicKeys.map(formerKey),
];

function formerKey(given: string): VerifierKey {
  try {
    return readVkey(fs.existsSync(given) ? fs.readFileSync(given, "utf8") : given);
  } catch (error) {
    throw new SettingError(
      `AUDIT_PUBLIC_KEYS_OLD: ${given} is neither a public key as "gatehouse audit public-key" writes it nor a file of one.`,
      { cause: error },
    );
  }
}
