import { PackageURL } from "packageurl-js";
import { z } from "zod";

export const REVOCATION_REASONS = [
  "malicious",
  "compromised",
  "vulnerable",
  "takedown",
  "superseded",
] as const;

const date = z.iso.datetime({ offset: true, error: "is not a date (RFC 3339)" });
const digest = z
  .string()
  .refine((text) => canonicalDigest(text) !== null, "is neither sha256:HEX nor sha512-BASE64");
const purl = z
  .string()
  .refine((text) => canonicalPurl(text) !== null, "is not a package URL (pkg:npm/name@version)");

const Revocation = z
  .strictObject({
    digest: digest.optional(),
    /** Without a version: the whole package. */
    purl: purl.optional(),
    reason: z.enum(REVOCATION_REASONS, `is none of ${REVOCATION_REASONS.join(", ")}`),
    since: date,
    /** Who revoked it. */
    by: z.string().min(1, "is empty").max(200, "is longer than 200 characters"),
    note: z.string().max(2_000, "is longer than 2000 characters").default(""),
  })
  .refine(
    (one) => one.digest !== undefined || one.purl !== undefined,
    "has neither digest nor purl",
  );
export type Revocation = z.output<typeof Revocation>;

/** Our own form of a list of what must not be used any more. */
export const RevocationList = z.strictObject({
  /** When the list was made; it may be empty. */
  issuedAt: date,
  revocations: z.array(Revocation).max(1_000_000, "is longer than 1000000"),
});

/** One spelling for each digest; null: it is none. */
export function canonicalDigest(text: string): string | null {
  if (/^sha256:[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  return /^sha512-[A-Za-z0-9+/]{86}==$/.test(text) ? text : null;
}

/** One spelling for each package URL, without qualifiers and subpath; null: it is none. */
export function canonicalPurl(text: string): { exact: string; whole: string } | null {
  try {
    const { type, namespace, name, version } = PackageURL.fromString(text);
    const spelled = (given?: string) =>
      new PackageURL(type ?? "", namespace, name ?? "", given, undefined, undefined).toString();
    return { exact: spelled(version ?? undefined), whole: spelled() };
  } catch {
    return null;
  }
}
