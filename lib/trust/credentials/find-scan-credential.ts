import { log } from "#lib/telemetry/log.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Credential } from "../remote/door.ts";
import { ScanCredentialRef } from "../schemas.ts";
import { openCredential } from "./sealed-credential.ts";

/**
 * What a scan shows to a remote of this version's server; null: nothing is kept, its time is over, or the
 * product's secret has changed since. For the worker.
 */
export const findScanCredential = defineQuery({
  name: "findScanCredential",
  permission: "identity.resolve",
  input: ScanCredentialRef,

  async run({ db }, ctx, { versionId, url }): Promise<Credential | null> {
    const kept = await db.scanCredential.findFirst({
      where: { url, expiresAt: { gt: ctx.now }, server: { versions: { some: { id: versionId } } } },
      select: { id: true, header: true, sealed: true },
    });
    if (kept === null) return null;
    const { id, header, sealed } = kept;
    try {
      return { header, value: openCredential(sealed, { id, url, header }) };
    } catch (error) {
      log.warn("scan credential", { id, error });
      return null;
    }
  },
});
