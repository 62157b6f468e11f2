import type { ArchiveFile } from "../archive/ledger.ts";
import type { Got, SignatureFacts } from "../core/facts.ts";
import type { SignedBuild } from "../sigstore/signed-build.ts";
import { readSignatureBlock } from "./signature-block.ts";

/** MTF §5: where signatures lie in a bundle. */
const SIGNATURE_FILES = /^(?:manifest(?:\.ci)?\.sig(?:\.json)?$|\.sigstore\/)/;

/**
 * Whether somebody known has signed exactly these bytes: by GitHub's attestation of the file, else
 * by the signature on its end, of which only a contradiction is certain. Who may sign bundles is
 * kept nowhere, so that a signature that fits is not taken for one that is trusted.
 */
export function bundleSignature(
  bundle: Buffer,
  files: readonly ArchiveFile[],
  attested: Got<SignedBuild>,
): Got<SignatureFacts> {
  const block = readSignatureBlock(bundle);
  if (block.state === "wrong") return signed("invalid", block.detail);
  if (attested.ok && attested.value.state !== "absent")
    return signedBy(attested.value, attested.evidence);
  if (block.state === "fits")
    return unknown(
      `It is signed in the name of "${block.subject}", and the signature fits its bytes; whether that certificate is to be trusted is not checked.`,
    );
  if (block.state === "unreadable") return unknown(block.detail);
  if (files.some(({ path }) => SIGNATURE_FILES.test(path)))
    return unknown("It holds signature files of MTF, which are not verified.");
  return attested.ok ? signed("absent", "It carries no signature.") : attested;
}

const unknown = (detail: string): Got<never> => ({ ok: false, reason: "not_implemented", detail });

const signed = (publisher: "invalid" | "absent", detail: string): Got<SignatureFacts> => ({
  ok: true,
  value: { registry: "absent", publisher, signer: null, detail },
  evidence: [],
});

function signedBy(
  { state, subjectMatches, signer, detail }: SignedBuild,
  evidence: readonly string[],
): Got<SignatureFacts> {
  const publisher = state === "valid" && subjectMatches === false ? "invalid" : state;
  return { ok: true, value: { registry: "absent", publisher, signer, detail }, evidence };
}
