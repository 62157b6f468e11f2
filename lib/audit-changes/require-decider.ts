import type { Db } from "#lib/db/client.ts";
import type { UserActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { FRESH_MINUTES, isFresh } from "#lib/requests/core/separation.ts";
import { decide, whoDecides, type ChangeEvent } from "./core/four-eyes.ts";
import { deciderRoles } from "./core/kinds.ts";
import type { LockedChange } from "./lock-change.ts";

/** A step: only people, and only who proved a moment ago who they are. */
export function requireFreshPerson(ctx: Context): UserActor {
  const { actor, now } = ctx;
  if (actor.kind !== "user")
    throw new AppError("forbidden", "Only people propose and decide changes of the log.");
  if (isFresh(actor.authenticatedAt, now)) return actor;
  throw new AppError(
    "stale_sign_in",
    `This needs a sign-in of the last ${FRESH_MINUTES} minutes. Sign in again.`,
  );
}

/** A step: refuses who may not do this now, and says who can. */
export async function requireEvent(
  db: Db,
  ctx: Context,
  { change, event }: { change: LockedChange; event: ChangeEvent },
) {
  const { actor, now } = ctx;
  const person = actor.kind === "user" ? actor : null;
  const decision = decide(change.proposal, event, { person, now });
  if (decision.ok) return decision.next;
  if (decision.code !== "forbidden" || event === "withdraw")
    throw new AppError(decision.code, decision.reason);
  const names = (await decidersOf(db, change.proposal)).map(({ name }) => name);
  throw new AppError("forbidden", `${decision.reason} ${whoDecides(change.kind, names)}`);
}

/** Enabled people who could confirm it. */
export function decidersOf(
  db: Db,
  { kind, proposedById, erases }: LockedChange["proposal"],
): Promise<{ id: string; name: string }[]> {
  return db.user.findMany({
    where: {
      roles: { hasSome: [...deciderRoles(kind)] },
      disabledAt: null,
      id: { notIn: [proposedById, ...(erases === null ? [] : [erases])] },
    },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
}
