import { createHash, randomBytes } from "node:crypto";
import { canonicalJson } from "#lib/audit/core/canonical-json.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { PersonalFacts } from "./core/part-facts.ts";

export const SALT_BYTES = 16;

/** The personal part of a record, before it is sealed. */
export type PersonalPart = {
  /** Id of the person that it is about. */
  subject: string;
  /** Nobody said who: the person that one of these addresses belongs to, else `subject`. */
  addresses: readonly string[];
  salt: Buffer;
  /** Canonical JSON. */
  text: string;
};

/**
 * What the chain holds of it: SHA-256 over a random salt and the text. Without the salt, which is
 * erased with the payload, not even a guess of few possibilities can be confirmed.
 */
export const commitmentOf = (salt: Buffer, text: string): Buffer =>
  createHash("sha256").update(salt).update(text, "utf8").digest();

export function commitPersonal(
  facts: PersonalFacts,
  about: Pick<PersonalPart, "subject" | "addresses">,
): { personal: PersonalPart; commitment: Buffer } {
  const salt = randomBytes(SALT_BYTES);
  const text = canonicalJson(facts as JsonObject);
  return { personal: { ...about, salt, text }, commitment: commitmentOf(salt, text) };
}
