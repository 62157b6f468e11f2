import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { identityView, VIEW_SELECT, type IdentityView } from "./identity-view.ts";

export type Reserved = { namespace: string; reason: string; by: string; at: Date };
export type Identities = { publishers: IdentityView[]; reserved: Reserved[] };

/** Who stands behind which namespaces, how sure that is, and which names are reserved. */
export const listIdentities = defineQuery({
  name: "listIdentities",
  permission: "catalog.read",
  input: z.object({}),

  async run({ db }, ctx): Promise<Identities> {
    const [publishers, reserved] = await Promise.all([
      db.publisher.findMany({ orderBy: { name: "asc" }, select: VIEW_SELECT }),
      db.reservedNamespace.findMany({ orderBy: { namespace: "asc" } }),
    ]);
    return {
      publishers: publishers.map((row) => identityView(row, ctx.actor)),
      reserved: reserved.map(({ namespace, reason, byName, at }) => ({
        namespace,
        reason,
        by: byName,
        at,
      })),
    };
  },
});
