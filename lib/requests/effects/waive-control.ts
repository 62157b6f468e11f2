import { ownValue } from "#lib/kernel/json.ts";
import { grantWaiver } from "#lib/trust/waivers/grant-waiver.ts";
import type { Effect } from "./effect.ts";

/** What the reviewers saw is accepted until the date; then it fails again by itself. */
export const waiveControl: Effect = async (tx, ctx, { request, payload, conditions, reason }) => {
  if (request.serverId === null) throw new TypeError("A waiver has no server.");
  const days = Number(ownValue(payload, "days"));
  const asked = new Date(ctx.now.getTime() + days * 86_400_000);
  const limit = conditions.expiresAt === null ? null : new Date(conditions.expiresAt);
  return grantWaiver(tx, ctx, {
    request: { ...request, serverId: request.serverId },
    payload,
    expiresAt: limit !== null && limit < asked ? limit : asked,
    approval: reason,
  });
};
