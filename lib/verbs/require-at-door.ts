import { recordRefusal } from "#lib/audit/refusals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requirePermission, type Permission } from "#lib/kernel/permissions.ts";

/**
 * A permission that has to be known before a verb is called: before a body is read, or between two
 * verbs. Who does not have it is recorded as refused, as verbs do it.
 * @throws AppError `unauthenticated` or `forbidden`, whether that could be recorded or not.
 */
export async function requireAtDoor(ctx: Context, permission: Permission): Promise<void> {
  try {
    requirePermission(ctx.actor, permission);
  } catch (error) {
    await recordRefusal(ctx, permission, error);
    throw error;
  }
}
