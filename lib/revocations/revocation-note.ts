import type { RevocationNote } from "./core/words.ts";

/** As it comes out of a statement: dates as texts. */
export type StoredRevocationNote = Omit<RevocationNote, "since"> & { since: string };

/** Of the version `v` of the statement around. */
export const REVOCATION_NOTE = `(SELECT json_build_object('id', rv."id", 'kind', rv."kind", 'reason', rv."reason",
     'subject', rv."subject", 'since', rv."since", 'by', rv."byName")
   FROM "Revocation" rv WHERE rv."id" = v."revocationId")`;

export const revocationNote = (stored: StoredRevocationNote | null): RevocationNote | null =>
  stored === null ? null : { ...stored, since: new Date(stored.since) };
