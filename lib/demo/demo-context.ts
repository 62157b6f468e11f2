import { randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";

/** A demo account at a moment of the company's history, signed in just before it. */
export async function demoContext(email: string, now: Date): Promise<Context> {
  const person = await db.user.findUniqueOrThrow({
    where: { email },
    select: { id: true, name: true, roles: true, memberships: { select: { teamId: true } } },
  });
  return {
    now,
    requestId: randomUUID(),
    actor: {
      kind: "user",
      id: person.id,
      name: person.name,
      roles: person.roles,
      teamIds: person.memberships.map(({ teamId }) => teamId),
      token: null,
      sessionId: null,
      authenticatedAt: now,
    },
  };
}
