import type { SinkPowers } from "#components/audit-sinks/sink-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { isFresh } from "#lib/requests/core/separation.ts";

/** Which buttons are shown; the verbs decide again. */
export const sinkPowers = ({ actor, now }: Context): SinkPowers => ({
  configures: can(actor, "audit.configure"),
  isFresh: actor.kind === "user" && isFresh(actor.authenticatedAt, now),
});
