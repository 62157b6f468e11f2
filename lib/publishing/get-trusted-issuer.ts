import { defineQuery } from "#lib/verbs/define-query.ts";
import { IssuerRef } from "./schemas.ts";
import type { TrustedIssuer } from "./verify-oidc-token.ts";

/** What the publishers of an issuer allow: where its keys may be, for whom its tokens may be. */
export const getTrustedIssuer = defineQuery({
  name: "getTrustedIssuer",
  permission: "identity.resolve",
  input: IssuerRef,

  async run({ db }, _ctx, { issuer }): Promise<TrustedIssuer | null> {
    const rows = await db.trustedPublisher.findMany({
      where: { issuer, enabled: true },
      select: { audience: true, allowedHosts: true },
    });
    if (rows.length === 0) return null;
    return {
      issuer,
      audiences: [...new Set(rows.map((row) => row.audience))],
      allowedHosts: [...new Set(rows.flatMap((row) => row.allowedHosts))],
    };
  },
});
