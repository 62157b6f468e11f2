import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Role } from "#lib/kernel/actor.ts";

/** Steps that say who is meant; disabled accounts hear nothing. */
export async function peopleWithRole(tx: Tx, role: Role): Promise<string[]> {
  const rows = await tx.user.findMany({
    where: { roles: { has: role }, disabledAt: null },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

export async function membersOf(tx: Tx, teamIds: readonly (string | null)[]): Promise<string[]> {
  const ids = teamIds.filter((id) => id !== null);
  if (ids.length === 0) return [];
  const rows = await tx.teamMember.findMany({
    where: { teamId: { in: ids }, user: { disabledAt: null } },
    select: { userId: true },
  });
  return [...new Set(rows.map((row) => row.userId))];
}

/** People who connected a client to a server. */
export async function usersOf(tx: Tx, serverId: string): Promise<string[]> {
  const rows = await tx.serverUse.findMany({
    where: { serverId, user: { disabledAt: null } },
    select: { userId: true },
    distinct: ["userId"],
  });
  return rows.map((row) => row.userId);
}

/** Everyone with the role and every member of the teams, each once. */
export async function roleAndTeams(
  tx: Tx,
  role: Role,
  teamIds: readonly (string | null)[],
): Promise<string[]> {
  const rows = await sqlOf(tx)<{ id: string }>(
    {
      text: `SELECT u."id" FROM "User" u WHERE u."disabledAt" IS NULL AND ($1::text::"Role" = ANY(u."roles")
        OR EXISTS (SELECT 1 FROM "TeamMember" m WHERE m."userId" = u."id" AND m."teamId" = ANY($2::uuid[])))`,
    },
    [role, teamIds.filter((id) => id !== null)],
  );
  return rows.map((row) => row.id);
}
