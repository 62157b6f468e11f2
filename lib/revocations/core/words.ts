import { showHidden } from "#lib/catalog/core/look-alike.ts";

/** Why something must not be used any more (MTF RG-05), the gravest first; the database orders alike. */
export const REVOCATION_KINDS = [
  "malicious",
  "compromised",
  "takedown",
  "vulnerable",
  "superseded",
] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

export const KIND_WORDS: Readonly<Record<RevocationKind, { label: string; means: string }>> = {
  malicious: { label: "Malicious", means: "it does harm on purpose" },
  compromised: { label: "Compromised", means: "somebody else got hold of its code or keys" },
  takedown: { label: "Taken down", means: "it must not be offered, for legal or other reasons" },
  vulnerable: { label: "Vulnerable", means: "it has a hole that others use" },
  superseded: { label: "Superseded", means: "a newer version has to take its place" },
};

/** Who revoked it, since when and why, for people. */
export function revocationSentence({ kind, reason, subject, since, by }: RevocationNote): string {
  const { label, means } = KIND_WORDS[kind];
  return `${label}: ${means}. ${by} revoked ${showHidden(subject)}, since ${since.toISOString().slice(0, 10)}: ${showHidden(reason)}`;
}

/** What stops a version, as pages and the API tell it. */
export type RevocationNote = {
  id: string;
  kind: RevocationKind;
  reason: string;
  /** As it was revoked: a digest, a package or a server. */
  subject: string;
  /** Since when it is dangerous. */
  since: Date;
  by: string;
};

/** What is revoked, as versions are compared with it: exactly one of digest, package and server. */
export type Subject = {
  /** One spelling for people. */
  subject: string;
  digest: string | null;
  /** `npm:@acme/files`: of the database's `gatehouse_package_key`. */
  packageKey: string | null;
  /** Null: every version. */
  packageVersion: string | null;
  serverName: string | null;
  serverVersion: string | null;
};
