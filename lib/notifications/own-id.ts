import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";

/** Whose inbox it is. */
export function ownId(ctx: Context): string {
  if (ctx.actor.kind === "user") return ctx.actor.id;
  throw new AppError("forbidden", "Only people have an inbox.");
}
