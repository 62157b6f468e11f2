import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { mayLift, openProposals } from "./core/lifting.ts";
import type { RecoveryView } from "./core/recovery.ts";
import type { RevocationKind } from "./core/words.ts";
import { LIFT_FACTS, storedRecovery } from "./lift-facts.ts";
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
  /** Who would lift what an imported list revoked, and waits for a second person. */
  proposals: { reason: string; by: string; at: Date }[];
  /** What has to be done after a compromise, and until when; null: nothing. */
  recovery: RecoveryView | null;
  /** Whether this person may lift it now, or propose to; and why not. */
  mayLift: boolean;
  liftAs: "propose" | "lift" | null;
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
        proposals: LIFT_FACTS.proposals,
        steps: LIFT_FACTS.steps,
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
      revocations: shown.map((row) => {
        const { lift, versions } = row;
        const recovery = storedRecovery(row, ctx.now);
        const facts = { ...row, isLifted: lift !== null, recovery };
        const may = mayLift(facts, ctx.actor.id, ctx.now);
        const open = lift === null ? openProposals(row.proposals, ctx.now) : [];
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
          proposals: open.map(({ reason, byName: by, at }) => ({ reason, by, at })),
          recovery,
          versions: versions.map(({ serverName, version }) => ({ server: serverName, version })),
          versionCount: row._count.versions,
          mayLift: manages && may.ok,
          liftAs: manages && may.ok ? may.as : null,
          liftRefusal: may.ok ? null : may.reason,
        };
      }),
      nextCursor: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
    };
  },
});
