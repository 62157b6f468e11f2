import { createHash } from "node:crypto";
import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from "jose";
import { AppError } from "#lib/kernel/errors.ts";
import { issuerKeys, type Issuer } from "./issuer-keys.ts";

/** Signatures by a private key only: `none` and shared secrets (HS*) are not in the list. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
/** Clocks differ a little. */
const LEEWAY_SECONDS = 30;
/** A job may wait for its build before it publishes; an older token is somebody else's find. */
const MAX_AGE_SECONDS = 3_600;

export type TrustedIssuer = Issuer & { audiences: readonly string[] };
export type VerifiedToken = {
  claims: JWTPayload;
  /** SHA-256 (hex) of what makes the token unique: it is exchanged once. */
  proof: string;
};

/**
 * The issuer that a token names, before anything of it is believed.
 * @throws AppError `unauthenticated` for what is not a token.
 */
export function namedIssuer(text: string): string {
  try {
    const { iss } = decodeJwt(text);
    if (typeof iss === "string" && iss !== "") return iss;
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new AppError("unauthenticated", "This is not an OpenID token.", { cause });
  }
  throw new AppError("unauthenticated", "The token does not name its issuer (iss).");
}

/**
 * Checks signature, issuer, audience and times (RFC 7519, RFC 8725).
 * @throws AppError `unauthenticated` with the reason; `unavailable` without the issuer's keys.
 */
export async function verifyOidcToken(
  text: string,
  trusted: TrustedIssuer,
  now: Date,
): Promise<VerifiedToken> {
  try {
    const claims = await verifiedClaims(text, trusted, now);
    return { claims, proof: proofOf(text, claims) };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AppError("unauthenticated", reasonOf(error), { cause: error });
  }
}

async function verifiedClaims(
  text: string,
  trusted: TrustedIssuer,
  now: Date,
): Promise<JWTPayload> {
  const options: JWTVerifyOptions = {
    algorithms: ALGORITHMS,
    issuer: trusted.issuer,
    audience: [...trusted.audiences],
    clockTolerance: LEEWAY_SECONDS,
    maxTokenAge: MAX_AGE_SECONDS,
    requiredClaims: ["sub", "exp", "iat"],
    currentDate: now,
  };
  const withKeys = async (unknownKey: boolean) => {
    const keys = await issuerKeys(trusted, { nowMs: now.getTime(), unknownKey });
    return (await jwtVerify(text, createLocalJWKSet(keys), options)).payload;
  };
  try {
    return await withKeys(false);
  } catch (error) {
    // The issuer may have a new key since.
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    return withKeys(true);
  }
}

/** By its id where it has one; else by what was signed, since a signature can be written in two ways. */
function proofOf(text: string, { iss, jti }: JWTPayload): string {
  const unique =
    typeof jti === "string" && jti !== "" ? ["jti", iss, jti] : ["text", signedPart(text)];
  return createHash("sha256").update(JSON.stringify(unique)).digest("hex");
}

const signedPart = (text: string) => text.slice(0, text.lastIndexOf("."));

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "The token has expired, or was made too long ago.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token's claim ${error.claim} is missing or not as it must be.`;
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `The token must be signed with ${ALGORITHMS.join(", ")}.`;
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return "The issuer has no key of the kind that the token names.";
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return "The token's signature is not its issuer's.";
  return "This is not an OpenID token that can be read.";
}
