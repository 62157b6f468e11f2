import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { Got, SignatureFacts } from "../core/facts.ts";
import { jsonObject, type NpmVersion } from "./npm-version.ts";
import { shippedNpmKeys } from "./shipped-npm-keys.ts";

type RegistryState = SignatureFacts["registry"];
export type RegistrySignature = Got<{ state: RegistryState; detail: string }>;

const MAX_SIGNATURES = 20;
/** Documents without times are older than the first key of the public registry (as npm reckons). */
const NO_TIME = Date.parse("2015-01-01T00:00:00.000Z");

/**
 * Checks the registry's signature over `NAME@VERSION:INTEGRITY` (ECDSA P-256) with the keys that the
 * registry publishes at `/-/npm/v1/keys`, https://docs.npmjs.com/about-registry-signatures.
 */
export async function checkRegistrySignature(
  reach: Reach,
  npm: NpmVersion,
): Promise<RegistrySignature> {
  const base = reach.sources.npm;
  const fetched = await fetchEvidence(reach, `${base}/-/npm/v1/keys`, { kind: "npm keys", base });
  if (!fetched.ok && fetched.gone) return judgeByShipped(reach, npm);
  if (!fetched.ok)
    return { ok: false, reason: fetched.reason, detail: `The registry's keys: ${fetched.detail}` };
  const keys = jsonObject(fetched.answer.body);
  if (keys === null || !Array.isArray(keys["keys"]))
    return {
      ok: false,
      reason: "unreachable",
      detail: "The registry's list of keys is not readable.",
    };
  return {
    ok: true,
    value: judge(npm, objectsIn(keys, "keys")),
    evidence: [...npm.evidence, fetched.sha256],
  };
}

/** Whether the registry's document carries signatures, whatever they are worth. */
export const isSigned = ({ document }: NpmVersion): boolean =>
  objectsIn(objectIn(document, "dist"), "signatures").length > 0;

/** Says nothing about signatures of another registry, nor of a key that is newer than ours. */
function judgeByShipped(reach: Reach, npm: NpmVersion): RegistrySignature {
  const shipped = shippedNpmKeys(reach);
  const known = new Set(shipped.keys.map((key) => textIn(key, "keyid")));
  const signatures = objectsIn(objectIn(npm.document, "dist"), "signatures");
  if (signatures.length === 0 || !signatures.every((one) => known.has(textIn(one, "keyid"))))
    return {
      ok: false,
      reason: "unreachable",
      detail:
        "The configured npm registry does not offer its signing keys, and those of the public registry that Gatehouse knows do not fit.",
    };
  const { state, detail } = judge(npm, shipped.keys);
  return {
    ok: true,
    value: {
      state,
      detail: `${detail} The public registry's keys as Gatehouse knows them were used.`,
    },
    evidence: [...npm.evidence, shipped.evidence],
  };
}

function judge(
  { name, version, document, publishedAt }: NpmVersion,
  keys: readonly JsonObject[],
): { state: RegistryState; detail: string } {
  const dist = objectIn(document, "dist");
  const signatures = objectsIn(dist, "signatures").slice(0, MAX_SIGNATURES);
  if (signatures.length === 0)
    return { state: "absent", detail: "The registry has not signed this version." };
  const message = Buffer.from(`${name}@${version}:${textIn(dist, "integrity")}`);
  const published = publishedAt === null ? NO_TIME : Date.parse(publishedAt);
  const states = signatures.map((signature) => stateOf(signature, { message, published, keys }));
  // npm refuses a version when any of its signatures is bad.
  const state = WORST_FIRST.find((one) => states.includes(one)) ?? "absent";
  return { state, detail: DETAILS[state] };
}

const WORST_FIRST: readonly RegistryState[] = ["invalid", "unknown_key", "expired_key", "valid"];

const DETAILS: Readonly<Record<RegistryState, string>> = {
  valid: "The registry's signature over name, version and digest is valid.",
  invalid: "The registry's signature does not fit name, version and digest.",
  absent: "The registry has not signed this version.",
  unknown_key: "It is signed with a key that the registry does not publish.",
  expired_key: "It is signed with a key that had expired when it was published.",
};

function stateOf(
  signature: JsonObject,
  { message, published, keys }: { message: Buffer; published: number; keys: readonly JsonObject[] },
): RegistryState {
  const key = keys.find((one) => textIn(one, "keyid") === textIn(signature, "keyid"));
  const publicKey = key === undefined ? null : readKey(textIn(key, "key"));
  if (key === undefined || publicKey === null) return "unknown_key";
  const expires = Date.parse(textIn(key, "expires"));
  if (!Number.isNaN(expires) && published >= expires) return "expired_key";
  const bytes = Buffer.from(textIn(signature, "sig"), "base64");
  return verify("sha256", message, publicKey, bytes) ? "valid" : "invalid";
}

/** Null: not an elliptic-curve key on P-256. */
function readKey(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, "base64"),
      format: "der",
      type: "spki",
    });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}
