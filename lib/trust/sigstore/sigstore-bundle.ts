import { readFile } from "node:fs/promises";
import { bundleFromJSON, isBundleWithDsseEnvelope, type Bundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import {
  toSignedEntity,
  toTrustMaterial,
  Verifier,
  type Signer,
  type TrustMaterial,
} from "@sigstore/verify";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Reason } from "../core/words.ts";
import { jsonObject } from "../npm/npm-version.ts";

/** What the certificate of a signer says, as Fulcio has checked it. */
export type SignerFacts = {
  /** An address of a workflow, or a mail address. */
  identity: string | null;
  /** Who vouched for it: the OpenID provider. */
  issuer: string | null;
  /** `https://github.com/owner/name`, and 40 hex digits. */
  sourceRepository: string | null;
  sourceCommit: string | null;
};

export type VerifiedBundle =
  | {
      ok: true;
      signer: SignerFacts;
      /** The in-toto statement; null: the bundle signs something else. */
      statement: JsonObject | null;
    }
  /** The bundle does not hold. */
  | { ok: false; invalid: true; detail: string }
  /** It could not be judged. */
  | { ok: false; invalid: false; reason: Reason; detail: string };

/**
 * Verifies a Sigstore bundle against a trust root from a file, without any network: certificate
 * chain, certificate log, transparency log, time and signature. Who may sign is the caller's to ask.
 *
 * @param artifact what was signed, where the bundle holds the signature alone.
 */
export async function verifySigstoreBundle(
  rootFile: string | null,
  serialized: unknown,
  artifact?: Buffer,
): Promise<VerifiedBundle> {
  if (rootFile === null)
    return { ok: false, invalid: false, reason: "feed_stale", detail: NO_ROOT };
  const trust = await readTrustRoot(rootFile);
  if (trust === null)
    return {
      ok: false,
      invalid: false,
      reason: "feed_stale",
      detail: "The file with the Sigstore trust root cannot be read.",
    };
  try {
    const bundle = bundleFromJSON(serialized);
    if (!knowsItsLog(bundle, trust))
      return {
        ok: false,
        invalid: false,
        reason: "feed_stale",
        detail: "The Sigstore trust root does not know the log that the bundle is in.",
      };
    const signer = new Verifier(trust).verify(toSignedEntity(bundle, artifact));
    return { ok: true, signer: signerFacts(signer), statement: statementIn(bundle) };
  } catch (error) {
    // The library throws errors of many classes for what strangers put into a bundle.
    if (!(error instanceof Error)) throw error;
    return {
      ok: false,
      invalid: true,
      detail: `The Sigstore bundle does not hold: ${error.message.slice(0, 200)}.`,
    };
  }
}

const NO_ROOT =
  "Gatehouse has no Sigstore trust root (trusted_root.json), so signatures could not be verified.";

async function readTrustRoot(file: string): Promise<TrustMaterial | null> {
  try {
    const root = TrustedRoot.fromJSON(jsonObject(await readFile(file)));
    const trust = toTrustMaterial(root);
    return trust.certificateAuthorities.length > 0 ? trust : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

/** A root older than the log that signed says nothing about the bundle. */
function knowsItsLog({ verificationMaterial }: Bundle, { tlogs }: TrustMaterial): boolean {
  const ids = verificationMaterial.tlogEntries.map((entry) => entry.logId?.keyId);
  return (
    ids.length === 0 ||
    ids.some((id) => id !== undefined && tlogs.some((log) => log.logID.equals(id)))
  );
}

/** Extensions of Fulcio's certificates: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const FULCIO = "1.3.6.1.4.1.57264.1";
const SOURCE_REPOSITORY = 12;
const SOURCE_DIGEST = 13;
/** Certificates until 2023: plain text, and of GitHub alone. */
const OLD_GITHUB_REPOSITORY = 5;
const OLD_GITHUB_COMMIT = 3;
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

function signerFacts({ identity }: Signer): SignerFacts {
  const extension = (last: number) =>
    identity?.oids?.find(({ oid }) => oid?.id.join(".") === `${FULCIO}.${last}`)?.value;
  const issuer = identity?.extensions?.issuer ?? null;
  const old = (last: number) => (issuer === GITHUB_ISSUER ? plainText(extension(last)) : null);
  const oldRepository = old(OLD_GITHUB_REPOSITORY);
  return {
    identity: identity?.subjectAlternativeName ?? null,
    issuer,
    sourceRepository:
      utf8String(extension(SOURCE_REPOSITORY)) ??
      (oldRepository && `https://github.com/${oldRepository}`),
    sourceCommit: utf8String(extension(SOURCE_DIGEST)) ?? old(OLD_GITHUB_COMMIT),
  };
}

const plainText = (value: Uint8Array | undefined): string | null => {
  const text = Buffer.from(value ?? []).toString("utf8");
  return /^[\w./-]{1,200}$/.test(text) ? text : null;
};

/** The text of a DER UTF8String; null: it is none, or longer than these texts are. */
function utf8String(der: Uint8Array | undefined): string | null {
  const bytes = Buffer.from(der ?? []);
  const [tag, length] = bytes;
  if (tag !== 0x0c || length === undefined) return null;
  if (length < 0x80 && bytes.length === length + 2) return bytes.toString("utf8", 2);
  return length === 0x81 && bytes.length === (bytes[2] ?? 0) + 3 ? bytes.toString("utf8", 3) : null;
}

function statementIn(bundle: Bundle): JsonObject | null {
  if (!isBundleWithDsseEnvelope(bundle)) return null;
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  return payloadType === "application/vnd.in-toto+json" ? jsonObject(Buffer.from(payload)) : null;
}
