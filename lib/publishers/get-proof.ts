import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { looksAfter } from "./lock-identity.ts";
import { IdentityRef } from "./schemas.ts";

export type Proof = { id: string; domain: string; token: string };

/** What to look for, and where; before the look itself, which takes no transaction. */
export const getProof = defineQuery({
  name: "getProof",
  permission: "server.own",
  input: IdentityRef,

  async run({ db }, ctx, { id }): Promise<Proof> {
    const row = await db.publisher.findUnique({
      where: { id },
      select: { kind: true, identity: true, token: true, teamId: true },
    });
    if (row === null) throw new AppError("not_found", "There is no such publisher.");
    if (!looksAfter(row, ctx.actor))
      throw new AppError("forbidden", "An administrator or a member of its team can check it.");
    if (row.kind !== "domain")
      throw new AppError("invalid", "Only a domain can be proven: an organisation is asserted.");
    return { id, domain: row.identity, token: row.token };
  },
});
