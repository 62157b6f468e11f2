import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Outcome, ProofState } from "./core/proof.ts";
import { identityView, VIEW_SELECT, type IdentityView } from "./identity-view.ts";
import { proofText, WELL_KNOWN_PATH } from "./proof-text.ts";
import { IdentityRef } from "./schemas.ts";

export type IdentityDetail = IdentityView & {
  /** What its owner publishes; null for those who may not look, and where there is nothing to prove. */
  proof: { text: string; wellKnownUrl: string } | null;
  checks: {
    at: Date;
    by: string;
    dns: Outcome;
    wellKnown: Outcome;
    state: ProofState;
    detail: string;
  }[];
};

const MOST_CHECKS = 20;

/** One publisher with its proof and the last checks of it; null where there is none. */
export const getIdentity = defineQuery({
  name: "getIdentity",
  permission: "catalog.read",
  input: IdentityRef,

  async run({ db }, ctx, { id }): Promise<IdentityDetail | null> {
    const row = await db.publisher.findUnique({
      where: { id },
      select: { ...VIEW_SELECT, token: true },
    });
    if (row === null) return null;
    const checks = await db.publisherCheck.findMany({
      where: { publisherId: id },
      orderBy: { at: "desc" },
      take: MOST_CHECKS,
    });
    const view = identityView(row, ctx.actor);
    return {
      ...view,
      proof: view.mayVerify
        ? {
            text: proofText(row.token),
            wellKnownUrl: `https://${row.identity}${WELL_KNOWN_PATH}`,
          }
        : null,
      checks: checks.map((check) => ({
        at: check.at,
        by: check.byName,
        dns: check.dns as Outcome,
        wellKnown: check.wellKnown as Outcome,
        state: check.state as ProofState,
        detail: check.detail,
      })),
    };
  },
});
