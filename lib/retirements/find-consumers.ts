import type { Tx } from "#lib/db/client.ts";

export type Consumer = { teamId: string | null; userId: string | null };

/**
 * A step: who uses a server. People who connected a client count for their teams, or for themselves
 * where they have none; so do teams whose audience or visibility names the server on purpose.
 */
export async function findConsumers(tx: Tx, serverId: string): Promise<Consumer[]> {
  const uses = await tx.serverUse.findMany({
    where: { serverId, user: { disabledAt: null } },
    select: { userId: true, user: { select: { memberships: { select: { teamId: true } } } } },
  });
  const shown = await tx.serverVisibility.findMany({
    where: { serverId },
    select: { teamId: true },
  });
  const teams = new Set(shown.map(({ teamId }) => teamId));
  const people = new Set<string>();
  for (const { userId, user } of uses) {
    if (user.memberships.length === 0) people.add(userId);
    for (const { teamId } of user.memberships) teams.add(teamId);
  }
  return [
    ...[...teams].map((teamId) => ({ teamId, userId: null })),
    ...[...people].map((userId) => ({ teamId: null, userId })),
  ];
}
