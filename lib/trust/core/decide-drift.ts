/** Who decides on changed tools. The screen explains and the verb refuses by the same answer. */
import { isOwner } from "#lib/catalog/core/server-powers.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";

export const WHO_DECIDES = "Members of security who do not own the server decide. Ask one of them.";

type Answer = { ok: true } | { ok: false; reason: string };

/** Four eyes: whoever owns a server may have changed it, so somebody of security who does not decides. */
export function mayDecideDrift(server: { ownerTeamId: string | null }, actor: Actor): Answer {
  if (actor.kind !== "user" || !can(actor, "request.review"))
    return { ok: false, reason: WHO_DECIDES };
  if (actor.roles.includes("auditor"))
    return { ok: false, reason: `Auditors read; they do not decide. ${WHO_DECIDES}` };
  if (isOwner(server, actor))
    return {
      ok: false,
      reason: `Your team owns this server: somebody else has to decide. ${WHO_DECIDES}`,
    };
  return { ok: true };
}
