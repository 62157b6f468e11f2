import { ownValue } from "#lib/kernel/json.ts";
import type { Effect } from "./effect.ts";
import { textField } from "./payload-fields.ts";

/** The rule does not hold for this server until the date; then it does again by itself. */
export const grantException: Effect = async (tx, ctx, { request, payload, conditions, reason }) => {
  if (request.serverId === null) throw new TypeError("An exception has no server.");
  const rule = textField(payload, "rule") ?? "";
  const days = Number(ownValue(payload, "days"));
  const asked = new Date(ctx.now.getTime() + days * 86_400_000);
  const limit = conditions.expiresAt === null ? null : new Date(conditions.expiresAt);
  const expiresAt = limit !== null && limit < asked ? limit : asked;
  await tx.ruleException.create({
    data: {
      serverId: request.serverId,
      rule,
      requestId: request.id,
      reason,
      grantedAt: ctx.now,
      expiresAt,
    },
    select: { id: true },
  });
  return [
    {
      action: "server.grant_exception",
      targetKind: "server",
      targetId: request.serverId,
      before: null,
      after: { request: request.number, rule, expires: expiresAt.toISOString() },
    },
  ];
};
