import { defineQuery } from "#lib/verbs/define-query.ts";
import { findVisibleVersion } from "./find-visible-version.ts";
import { GetTrustInput } from "./schemas.ts";
import { scanOf, standingOf, type ScanView, type Standing } from "./trust-parts.ts";

export type TrustSummary = {
  version: string;
  isCurrent: boolean;
  /** Null: nothing was evaluated yet. */
  standing: Standing | null;
  /** The scan that waits or runs, else the last one. */
  scan: ScanView | null;
};

/** How a version stands, without the reasons, and its scan; null: nobody may see the version. */
export const getTrustSummary = defineQuery({
  name: "getTrustSummary",
  permission: "catalog.read",
  input: GetTrustInput,

  async run(readers, ctx, { name, version }): Promise<TrustSummary | null> {
    const found = await findVisibleVersion(readers, ctx, { name, version });
    if (found === null) return null;
    const [standing, scan] = await Promise.all([
      standingOf(readers.db, found.id, ctx.now),
      scanOf(readers.db, found.id),
    ]);
    return {
      version: found.version,
      isCurrent: found.id === found.server.currentVersionId,
      standing,
      scan,
    };
  },
});
