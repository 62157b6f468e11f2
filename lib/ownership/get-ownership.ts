import { isOwner } from "#lib/catalog/core/server-powers.ts";
import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { mayOperate, mayOversee, OVERSEE_REFUSAL } from "./core/owner-powers.ts";
import { attestationDeadline } from "./core/ownership.ts";
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

const PERSON = { id: true, name: true, email: true } as const;

/**
 * How a server is looked after, for those who do and those who oversee them; null for what does not
 * exist or may not be seen.
 * @throws AppError `forbidden` for everyone else.
 */
export const getOwnership = defineQuery({
  permission: "server.own",
  input: GetOwnershipInput,

  async run({ db, sql }, ctx, { name }): Promise<OwnershipView | null> {
    const found = await findVisibleServer(sql, ctx, name);
    if (!found) return null;
    if (!mayOversee(found, ctx.actor)) throw new AppError("forbidden", OVERSEE_REFUSAL);
    const row = await db.server.findUniqueOrThrow({
      where: { id: found.id },
      select: { ...OWNERSHIP_SELECT, lifecycle: true, quarantinedAt: true, quarantineNote: true },
    });
    const facts = (await ownershipFacts(db, [row])).get(row.id);
    const named = await db.user.findMany({
      where: { id: { in: [row.responsible?.id, row.deputy?.id].filter((id) => id !== undefined) } },
      select: PERSON,
    });
    const members = await db.user.findMany({
      where: {
        disabledAt: null,
        memberships: {
          some: { teamId: { in: row.ownerTeamId === null ? [] : [row.ownerTeamId] } },
        },
      },
      orderBy: { name: "asc" },
      take: 200,
      select: { name: true, email: true },
    });
    const person = (one: { id: string; active: boolean } | null | undefined): Person | null => {
      const known = named.find(({ id }) => id === one?.id);
      return known && one ? { name: known.name, email: known.email, active: one.active } : null;
    };
    const exceptedUntil = facts?.exceptedUntil ?? null;
    return {
      name: row.name,
      title: row.title,
      team: row.ownerTeam ? { slug: row.ownerTeam.slug, name: row.ownerTeam.name } : null,
      members,
      responsible: person(facts?.responsible),
      deputy: person(facts?.deputy),
      attestedAt: row.attestedAt,
      attestationDueAt: attestationDeadline({
        attestationDueAt: row.attestationDueAt,
        exceptedUntil,
      }),
      exceptedUntil: exceptedUntil !== null && exceptedUntil > ctx.now ? exceptedUntil : null,
      unownedSince: row.unownedSince,
      freezesAt: row.freezesAt,
      quarantine:
        row.quarantinedAt === null
          ? null
          : { at: row.quarantinedAt, note: row.quarantineNote ?? "" },
      onOffer: row.lifecycle === "approved" || row.lifecycle === "deprecated",
      may: {
        attest: isOwner(found, ctx.actor),
        operate: mayOperate(found, ctx.actor),
        quarantine: true,
      },
    };
  },
});
