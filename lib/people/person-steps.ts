import type { Tx } from "#lib/db/client.ts";
import type { Role } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";

export type PersonRow = {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  disabledAt: Date | null;
};

/** The person, locked until the transaction ends. */
export async function lockPerson(tx: Tx, email: string): Promise<PersonRow> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "email" = ${email} FOR UPDATE`;
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, email: true, name: true, roles: true, disabledAt: true },
  });
  if (!person) throw new AppError("not_found", `Nobody here has the address ${email}.`);
  return person;
}

/**
 * Locks every enabled administrator, always in the same order, so that two of them cannot
 * demote each other at the same moment and leave nobody.
 */
export async function lockAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User" WHERE 'admin' = ANY("roles") AND "disabledAt" IS NULL
    ORDER BY "id" FOR UPDATE`;
  return rows.map((row) => row.id);
}

/** Nobody grants to, takes from or locks out themselves: a second person decides. */
export function refuseSelf(ctx: Context, personId: string, what: string): void {
  if (ctx.actor.id === personId)
    throw new AppError("forbidden", `You cannot ${what}. Another administrator can.`);
}

export function refuseLastAdmin(admins: readonly string[], personId: string, what: string): void {
  if (admins.length === 1 && admins[0] === personId)
    throw new AppError(
      "conflict",
      `This is the last enabled administrator and cannot be ${what}. Make somebody else an administrator first.`,
    );
}

export type Grant = { roles: readonly Role[]; by: string | null; source: string; at: Date };

/** Writes down who gives a role: the database lets none appear without it, and none to oneself. */
export async function grantRoles(tx: Tx, userId: string, grant: Grant): Promise<void> {
  if (grant.roles.length === 0) return;
  await tx.roleGrant.createMany({
    data: grant.roles.map((role) => ({
      userId,
      role,
      grantedById: grant.by,
      source: grant.source,
      at: grant.at,
    })),
  });
}

/** Ends every live session of a person; answers how many there were. */
export async function revokeSessionsOf(
  tx: Tx,
  where: { userId: string; id?: string },
  revoked: { at: Date; reason: string },
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { ...where, revokedAt: null, expiresAt: { gt: revoked.at } },
    data: { revokedAt: revoked.at, revokedReason: revoked.reason },
  });
  return count;
}
