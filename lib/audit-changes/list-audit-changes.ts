import type { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { changeLines, type Now } from "./change-lines.ts";
import type { ChangeLine } from "./core/change-facts.ts";
import {
  allowedEvents,
  decide,
  expiresAt,
  OPEN_DAYS,
  stateOf,
  whoDecides,
  type ChangeEvent,
  type ChangeState,
} from "./core/four-eyes.ts";
import { deciderRoles, type ChangeKind } from "./core/kinds.ts";
import { proposalOf } from "./lock-change.ts";
import { ListAuditChangesInput, StoredChange } from "./schemas.ts";

type Named = { id: string; name: string };
export type AuditChangeView = {
  id: string;
  kind: ChangeKind;
  state: ChangeState;
  lines: ChangeLine[];
  reason: string;
  proposedBy: Named;
  proposedAt: Date;
  expiresAt: Date;
  decidedBy: Named | null;
  decidedAt: Date | null;
  note: string | null;
  /** Exactly what this person may do with it now. */
  allowed: ChangeEvent[];
  /** Why this person cannot confirm it, and who can; null where they can, or nobody needs to. */
  whyNot: string | null;
};
export type AuditChangePage = { changes: AuditChangeView[]; nextCursor: string | null };

const DAY_MS = 86_400_000;

/** Proposals that wait, or those that were decided; the newest first. */
export const listAuditChanges = defineQuery({
  name: "listAuditChanges",
  permission: "audit.read",
  input: ListAuditChangesInput,

  async run({ db }, ctx, { which, limit, cursor }): Promise<AuditChangePage> {
    const since = new Date(ctx.now.getTime() - OPEN_DAYS * DAY_MS);
    const open: Prisma.AuditChangeWhereInput = { state: "open", proposedAt: { gt: since } };
    const rows = await db.auditChange.findMany({
      where: which === "open" ? open : { NOT: open },
      orderBy: [{ proposedAt: "desc" }, { id: "desc" }],
      take: limit + 1,
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      select: SELECT,
    });
    const page = rows.slice(0, limit);
    const changes = page.map((row) => StoredChange.parse({ kind: row.kind, payload: row.payload }));
    const now = await currentState(db, changes);
    const people = await peopleByRole(db);
    const { actor } = ctx;
    const who = { person: actor.kind === "user" ? actor : null, now: ctx.now };
    return {
      changes: page.flatMap((row, index) => {
        const change = changes[index];
        return change ? [viewOf(row, { change, now, people, who })] : [];
      }),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

const SELECT = {
  id: true,
  kind: true,
  payload: true,
  reason: true,
  state: true,
  proposedById: true,
  proposedAt: true,
  decidedAt: true,
  note: true,
  proposedBy: { select: { id: true, name: true, roles: true, disabledAt: true } },
  decidedBy: { select: { id: true, name: true } },
} as const satisfies Prisma.AuditChangeSelect;
type Row = Prisma.AuditChangeGetPayload<{ select: typeof SELECT }>;

type Around = {
  change: StoredChange;
  now: Now;
  people: People;
  who: Parameters<typeof decide>[2];
};

function viewOf(row: Row, { change, now, people, who }: Around): AuditChangeView {
  const proposal = proposalOf(row, change);
  const { id, reason, proposedBy, proposedAt, decidedBy, decidedAt, note } = row;
  const state = stateOf(proposal, who.now);
  const confirm = decide(proposal, "confirm", who);
  const deciders = people
    .filter(({ roles }) => deciderRoles(change.kind).some((role) => roles.includes(role)))
    .filter((person) => person.id !== proposal.proposedById && person.id !== proposal.erases);
  const whyNot =
    state !== "open" || confirm.ok
      ? null
      : confirm.code === "forbidden"
        ? `${confirm.reason} ${whoDecides(change.kind, deciders.map(({ name }) => name))}` // prettier-ignore
        : confirm.reason;
  return {
    id,
    kind: change.kind,
    state,
    lines: changeLines(change, now),
    reason,
    proposedBy: { id: proposedBy.id, name: proposedBy.name },
    proposedAt,
    expiresAt: expiresAt(proposedAt),
    decidedBy,
    decidedAt,
    note,
    allowed: allowedEvents(proposal, who),
    whyNot,
  };
}

type People = { id: string; name: string; roles: readonly string[] }[];

const peopleByRole = (db: Db): Promise<People> =>
  db.user.findMany({
    where: { disabledAt: null, roles: { hasSome: ["admin", "auditor", "security"] } },
    orderBy: { name: "asc" },
    select: { id: true, name: true, roles: true },
  });

/** What the proposals would change, as it is now. */
async function currentState(db: Db, changes: readonly StoredChange[]): Promise<Now> {
  const ids = (pick: (change: StoredChange) => string | null) =>
    changes.map(pick).filter((id) => id !== null);
  const subjects = ids((change) =>
    change.kind === "subject.erase" || change.kind === "hold.set" ? change.payload.subject : null,
  );
  const holds = ids((change) => (change.kind === "hold.lift" ? change.payload.holdId : null));
  const sinks = ids((change) =>
    change.kind === "sink.change" || change.kind === "sink.remove" ? change.payload.sinkId : null,
  );
  const [people, held, sent, kept] = await Promise.all([
    db.user.findMany({
      where: { id: { in: subjects } },
      select: { id: true, name: true, email: true },
    }),
    db.auditHold.findMany({ where: { id: { in: holds } } }),
    db.auditSink.findMany({
      where: { id: { in: sinks } },
      select: { id: true, name: true, config: true, filter: true, enabled: true },
    }),
    db.auditRetention.findMany(),
  ]);
  return {
    people: new Map(people.map((one) => [one.id, `${one.name} (${one.email})`])),
    holds: new Map(held.map((one) => [one.id, one])),
    sinks: new Map(sent.map((one) => [one.id, one])),
    retention: new Map(kept.map(({ kind, days }) => [kind, days])),
  };
}
