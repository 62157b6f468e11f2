import type { Prisma } from "#lib/db/generated/client.ts";
import type { UserActor } from "#lib/kernel/actor.ts";

/** What has to be read of a person in whose name something is done. */
export const ACTING_PERSON = {
  id: true,
  name: true,
  roles: true,
  disabledAt: true,
  memberships: { select: { teamId: true } },
} as const satisfies Prisma.UserSelect;

type Person = Prisma.UserGetPayload<{ select: typeof ACTING_PERSON }>;

/** The person as an actor, by what proved it; whether they may act at all was asked before. */
export function actorOf(
  { id, name, roles, memberships }: Person,
  proof: Pick<UserActor, "token" | "sessionId" | "authenticatedAt">,
): UserActor {
  return {
    kind: "user",
    id,
    name,
    roles,
    teamIds: memberships.map(({ teamId }) => teamId),
    ...proof,
  };
}
