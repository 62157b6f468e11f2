import { isOwner } from "#lib/catalog/core/server-powers.ts";
import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { mayOperate, mayOversee, OVERSEE_REFUSAL } from "./core/owner-powers.ts";
import { attestationDeadline, type Named, type OwnershipFacts } from "./core/ownership.ts";
import { ownershipFacts, OWNERSHIP_SELECT } from "./ownership-facts.ts";
import { GetOwnershipInput } from "./schemas.ts";

type Person = { name: string; email: string; active: boolean };

export type OwnershipView = {
  name: string;
  title: string | null;
  team: { slug: string; name: string } | null;
  /** Active members of the owner team, who may be named. */
  members: { name: string; email: string }[];
  responsible: Person | null;
  deputy: Person | null;
  attestedAt: Date | null;
  /** With an exception counted in. */
  attestationDueAt: Date | null;
  exceptedUntil: Date | null;
  unownedSince: Date | null;
  freezesAt: Date | null;
  quarantine: { at: Date; note: string } | null;
  onOffer: boolean;
  may: { attest: boolean; operate: boolean; quarantine: boolean };
};

const SELECT = {
  ...OWNERSHIP_SELECT,
  lifecycle: true,
  quarantinedAt: true,
  quarantineNote: true,
} as const;

/**
 * How a server is looked after, for those who do and those who oversee them; null for what does not
 * exist or may not be seen.
 * @throws AppError `forbidden` for everyone else.
 */
export const getOwnership = defineQuery({
  name: "getOwnership",
  permission: "server.own",
  input: GetOwnershipInput,

  async run({ db, sql }, ctx, { name }): Promise<OwnershipView | null> {
    const found = await findVisibleServer(sql, ctx, name);
    if (!found) return null;
    if (!mayOversee(found, ctx.actor)) throw new AppError("forbidden", OVERSEE_REFUSAL);
    const row = await db.server.findUniqueOrThrow({ where: { id: found.id }, select: SELECT });
    const facts = await factsOf(db, row);
    return {
      ...viewOf(row, facts, ctx.now),
      members: await activeMembers(db, row.ownerTeamId),
      ...(await namedPeople(db, facts)),
      may: {
        attest: isOwner(found, ctx.actor),
        operate: mayOperate(found, ctx.actor),
        quarantine: true,
      },
    };
  },
});

type Row = Prisma.ServerGetPayload<{ select: typeof SELECT }>;

async function factsOf(db: Db, row: Row): Promise<OwnershipFacts> {
  const facts = (await ownershipFacts(db, [row])).get(row.id);
  if (facts === undefined) throw new TypeError("A server has no facts.");
  return facts;
}

function viewOf(row: Row, facts: OwnershipFacts, now: Date) {
  const { ownerTeam, quarantinedAt } = row;
  const { exceptedUntil } = facts;
  return {
    name: row.name,
    title: row.title,
    team: ownerTeam && { slug: ownerTeam.slug, name: ownerTeam.name },
    attestedAt: row.attestedAt,
    attestationDueAt: attestationDeadline(facts),
    exceptedUntil: exceptedUntil !== null && exceptedUntil > now ? exceptedUntil : null,
    unownedSince: row.unownedSince,
    freezesAt: row.freezesAt,
    quarantine: quarantinedAt && { at: quarantinedAt, note: row.quarantineNote ?? "" },
    onOffer: row.lifecycle === "approved" || row.lifecycle === "deprecated",
  };
}

function activeMembers(db: Db, teamId: string | null) {
  return db.user.findMany({
    where: {
      disabledAt: null,
      memberships: { some: { teamId: { in: teamId === null ? [] : [teamId] } } },
    },
    orderBy: { name: "asc" },
    take: 200,
    select: { name: true, email: true },
  });
}

async function namedPeople(db: Db, { responsible, deputy }: OwnershipFacts) {
  const ids = [responsible?.id, deputy?.id].filter((id) => id !== undefined);
  const rows = await db.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, email: true },
  });
  const person = (one: Named): Person | null => {
    const known = rows.find(({ id }) => id === one?.id);
    return known && one ? { name: known.name, email: known.email, active: one.active } : null;
  };
  return { responsible: person(responsible), deputy: person(deputy) };
}
