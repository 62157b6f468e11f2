import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { ED25519, assertKeyName, keyIdOf, verifierKey, type VerifierKey } from "./verifier-key.ts";

/**
 * Who signs checkpoints. A promise, because a key management service answers over the network: its
 * adapter implements these four and the private key never comes here.
 */
export type Signer = {
  name: string;
  /** Of its note signatures (type 0x01), 8 hex digits. */
  keyId: string;
  /** 32 bytes. */
  publicKey: Buffer;
  /** An Ed25519 signature (RFC 8032), 64 bytes. */
  sign(bytes: Buffer): Promise<Buffer>;
};

/** Readable or writable by the group or by everybody. */
const OPEN_TO_OTHERS = 0o077;

/** What a key file is, and what is wrong with it. The message never carries the key. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/** A new key as the JSON text of a key file: {"name", "privateKey": PKCS8 PEM}. */
export function createKey(name: string): string {
  assertKeyName(name);
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ format: "pem", type: "pkcs8" });
  return `${JSON.stringify({ name, privateKey: String(pem) }, null, 2)}\n`;
}

/** Writes a new key where there is none yet, readable by its owner only. */
export function createKeyFile(file: string, name: string): void {
  writeFileSync(file, createKey(name), { mode: 0o600, flag: "wx" });
}

/** @throws KeyError when others may read the file, or it holds no key. */
export function signerFromFile(file: string): Signer {
  const { mode } = statSync(file);
  if (process.platform !== "win32" && (mode & OPEN_TO_OTHERS) !== 0)
    throw new KeyError(
      `The key file ${file} may be read by others: let only its owner read it (chmod 600).`,
    );
  return signerFromJson(readFileSync(file, "utf8"), `The key file ${file}`);
}

/** `what` names the source in refusals. @throws KeyError */
export function signerFromJson(text: string, what = "The key"): Signer {
  const { name, privateKey } = readKey(text, what);
  const publicKey = rawPublicKey(privateKey);
  return {
    name,
    keyId: keyIdOf(name, ED25519, publicKey),
    publicKey,
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}

/** What others need to verify the notes of this signer. */
export const verifierOf = ({ name, publicKey }: Signer): VerifierKey =>
  verifierKey(name, ED25519, publicKey);

function readKey(text: string, what: string): { name: string; privateKey: KeyObject } {
  try {
    const parsed: unknown = JSON.parse(text);
    const { name, privateKey: pem } = parsed as Record<string, unknown>;
    if (typeof name !== "string" || typeof pem !== "string") throw new TypeError("members");
    assertKeyName(name);
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== "ed25519") throw new TypeError("kind");
    return { name, privateKey };
  } catch {
    // Not its cause: a parser's message may quote the text, which is the key.
    throw new KeyError(
      `${what} is not JSON with "name" and "privateKey" (an Ed25519 key as PKCS8 PEM).`,
    );
  }
}

function rawPublicKey(privateKey: KeyObject): Buffer {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url");
}
