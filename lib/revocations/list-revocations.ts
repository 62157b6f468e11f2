import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { liftRefusal } from "./core/lifting.ts";
import type { RevocationKind } from "./core/words.ts";
import { ListRevocationsInput } from "./schemas.ts";

export type RevocationView = {
  id: string;
  subject: string;
  kind: RevocationKind;
  reason: string;
  since: Date;
  source: "registry" | "feed";
  by: string;
  at: Date;
  lift: { reason: string; by: string; at: Date } | null;
  /** Versions here that it stops, newest servers first; at most ten are named. */
  versions: { server: string; version: string }[];
  versionCount: number;
  /** Whether this person may lift it now, and why not. */
  mayLift: boolean;
  liftRefusal: string | null;
};
export type RevocationPage = { revocations: RevocationView[]; nextCursor: string | null };

const PAGE = 50;
const NAMED = 10;

/** What must not be used any more, with who, why and since when; the newest first. */
export const listRevocations = defineQuery({
  name: "listRevocations",
  permission: "revocation.read",
  input: ListRevocationsInput,

  async run({ db }, ctx, { state, cursor }): Promise<RevocationPage> {
    const rows = await db.revocation.findMany({
      where: state === "in_force" ? { lift: null } : {},
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: PAGE + 1,
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      include: {
        lift: true,
        versions: {
          orderBy: [{ serverName: "asc" }, { orderKey: "desc" }],
          take: NAMED,
          select: { serverName: true, version: true },
        },
        _count: { select: { versions: true } },
      },
    });
    const manages = can(ctx.actor, "revocation.manage");
    const shown = rows.slice(0, PAGE);
    return {
      revocations: shown.map(({ lift, versions, _count, ...row }) => {
        const refusal = liftRefusal({ byId: row.byId, isLifted: lift !== null }, ctx.actor.id);
        return {
          id: row.id,
          subject: row.subject,
          kind: row.kind as RevocationKind,
          reason: row.reason,
          since: row.since,
          source: row.source as RevocationView["source"],
          by: row.byName,
          at: row.at,
          lift: lift && { reason: lift.reason, by: lift.byName, at: lift.at },
          versions: versions.map(({ serverName, version }) => ({ server: serverName, version })),
          versionCount: _count.versions,
          mayLift: manages && refusal === null,
          liftRefusal: refusal,
        };
      }),
      nextCursor: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
    };
  },
});
