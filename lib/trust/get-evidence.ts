import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { findVisibleVersion, mayReadEvidence } from "./find-visible-version.ts";
import { GetEvidenceInput } from "./schemas.ts";

export type EvidenceBody = {
  kind: string;
  source: string;
  fetchedAt: Date;
  mediaType: string;
  sizeBytes: number;
  /** Null: only its digest is kept. */
  body: Uint8Array | null;
};

/**
 * One thing that an evaluation of any version of this server rests on, as it was read: for security,
 * administrators, auditors and the owner team. Null: it does not exist. Untrusted content: never
 * shown but as text.
 */
export const getEvidence = defineQuery({
  name: "getEvidence",
  permission: "catalog.read",
  input: GetEvidenceInput,

  async run(readers, ctx, { name, sha256 }): Promise<EvidenceBody | null> {
    const version = await findVisibleVersion(readers, ctx, { name });
    if (version === null) return null;
    if (!mayReadEvidence(version, ctx))
      throw new AppError(
        "forbidden",
        "Only security, administrators, auditors and the owner team read what a scan was given. Ask one of them.",
      );
    const use = await readers.db.trustEvidenceUse.findFirst({
      where: { sha256, evaluation: { serverId: version.server.id } },
      orderBy: { fetchedAt: "desc" },
      select: {
        kind: true,
        source: true,
        fetchedAt: true,
        evidence: { select: { mediaType: true, sizeBytes: true, body: true } },
      },
    });
    if (use === null) return null;
    const { kind, source, fetchedAt, evidence } = use;
    return { kind, source, fetchedAt, ...evidence };
  },
});
