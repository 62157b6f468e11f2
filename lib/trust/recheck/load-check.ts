import { z } from "zod";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { storedOptions, type StoredOption } from "./stored-option.ts";

/** What a check without a scan begins with. `sbom`: the CycloneDX document; null: none is kept. */
export type CheckSubject = StoredOption & { sbom: { sha256: string; body: Buffer } | null };

/** What is kept of each install option of a version, with its list of components. For the worker. */
export const loadCheck = defineQuery({
  name: "loadCheck",
  permission: "identity.resolve",
  input: z.object({ versionId: z.uuid() }),

  async run({ db }, _ctx, { versionId }): Promise<CheckSubject[]> {
    const version = await db.serverVersion.findUnique({
      where: { id: versionId },
      select: { id: true, document: true },
    });
    if (!version) throw new AppError("not_found", "There is no such version any more.");
    const stored = await storedOptions(db, { ...version, document: documentOf(version.document) });
    return Promise.all(stored.map(async (one) => ({ ...one, sbom: await sbomOf(db, one) })));
  },
});

async function sbomOf(db: Db, { evidence }: StoredOption): Promise<CheckSubject["sbom"]> {
  const listed = evidence.filter(({ kind }) => kind === "sbom").at(-1);
  if (listed === undefined) return null;
  const { sha256 } = listed;
  const row = await db.trustEvidence.findUnique({ where: { sha256 }, select: { body: true } });
  return row?.body ? { sha256, body: Buffer.from(row.body) } : null;
}
