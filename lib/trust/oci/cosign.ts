/** Signatures as cosign wrote them before there were bundles: in annotations of the layers of a tag. */
import { createHash } from "node:crypto";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { jsonObject } from "../npm/npm-version.ts";
import type { Descriptor } from "./manifest.ts";

export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
export const DSSE = "application/vnd.dsse.envelope.v1+json";
const SIGNATURE = "dev.cosignproject.cosign/signature";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const LOGGED = "dev.sigstore.cosign/bundle";

/**
 * The Sigstore bundle (v0.1) that a layer with this content amounts to; null: it was signed with a
 * key of the publisher's own, or not logged, so that nobody but the publisher can judge it.
 */
export function bundleOf(
  { annotations, mediaType }: Descriptor,
  content: Buffer,
): JsonObject | null {
  const certificate = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]{1,20000})-----END/.exec(
    textIn(annotations, CERTIFICATE),
  )?.[1];
  const entry = logEntryOf(annotations);
  const signed = mediaType === DSSE ? envelopeIn(content) : signatureOf(annotations, content);
  if (certificate === undefined || entry === null || signed === null) return null;
  const rawBytes = certificate.replace(/\s+/g, "");
  return {
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes }] },
      tlogEntries: [entry],
    },
    ...signed,
  };
}

function logEntryOf(annotations: JsonObject): JsonObject | null {
  const logged = jsonObject(Buffer.from(textIn(annotations, LOGGED)));
  const payload = objectIn(logged ?? {}, "Payload");
  const canonicalizedBody = textIn(payload, "body");
  const body = jsonObject(Buffer.from(canonicalizedBody, "base64"));
  if (logged === null || body === null) return null;
  return {
    logIndex: wholeNumber(ownValue(payload, "logIndex")),
    logId: { keyId: Buffer.from(textIn(payload, "logID"), "hex").toString("base64") },
    kindVersion: { kind: textIn(body, "kind"), version: textIn(body, "apiVersion") },
    integratedTime: wholeNumber(ownValue(payload, "integratedTime")),
    inclusionPromise: { signedEntryTimestamp: textIn(logged, "SignedEntryTimestamp") },
    canonicalizedBody,
  };
}

const wholeNumber = (value: Json | undefined): string =>
  typeof value === "number" && Number.isSafeInteger(value) ? String(value) : "0";

function signatureOf(annotations: JsonObject, content: Buffer): JsonObject | null {
  const signature = textIn(annotations, SIGNATURE);
  if (signature === "") return null;
  const digest = createHash("sha256").update(content).digest("base64");
  return { messageSignature: { messageDigest: { algorithm: "SHA2_256", digest }, signature } };
}

function envelopeIn(content: Buffer): JsonObject | null {
  const dsseEnvelope = jsonObject(content);
  return dsseEnvelope === null ? null : { dsseEnvelope };
}

/** `sha256:…` of the image that a simple signing payload is about. */
export const signedImage = (payload: Buffer): string =>
  textIn(
    objectIn(objectIn(jsonObject(payload) ?? {}, "critical"), "image"),
    "docker-manifest-digest",
  );
