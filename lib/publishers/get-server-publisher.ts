import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";
import type { EntryFacts } from "#lib/trust/core/facts.ts";
import { publisherFacts } from "#lib/trust/publisher-facts.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { claimOf, type Claim } from "./claim-of.ts";

export type ServerPublisher = {
  /** Whom the namespace was given to; null: nobody. */
  publisher: (Claim["publisher"] & { proof: Claim["proof"] }) | null;
  /** Of the current version (MTF PK-01); null: nobody vouches for it. */
  tier: EntryFacts["publisherTier"];
  namespaceReserved: boolean;
};

/** Who stands behind a server, and how sure that is; null for what nobody may see. */
export const getServerPublisher = defineQuery({
  name: "getServerPublisher",
  permission: "catalog.read",
  input: ServerRef,

  async run({ db, sql }, ctx, { name }): Promise<ServerPublisher | null> {
    const visible = await findVisibleServer(sql, ctx, name);
    if (visible === null) return null;
    const claim = await claimOf(db, name);
    const version =
      visible.currentVersionId === null
        ? null
        : await db.serverVersion.findUnique({
            where: { id: visible.currentVersionId },
            select: {
              version: true,
              server: { select: { id: true, name: true, origin: true, ownerTeamId: true } },
            },
          });
    const facts =
      version === null ? null : await publisherFacts(db, { version, server: version.server });
    return {
      publisher: claim && { ...claim.publisher, proof: claim.proof },
      tier: facts?.publisherTier ?? null,
      namespaceReserved: facts?.namespaceReserved ?? false,
    };
  },
});
