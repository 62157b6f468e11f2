import { endSession } from "#lib/sessions/end-session.ts";
import { getSessionActor } from "#lib/sessions/get-session-actor.ts";
import { doorContext } from "./bearer.ts";

/** Ends the session of an id from a cookie, in its person's name; what is over or no id changes nothing. */
export async function endSessionOf(sessionId: unknown): Promise<void> {
  if (typeof sessionId !== "string") return;
  const ctx = doorContext();
  const actor = await getSessionActor(ctx, { sessionId });
  if (actor) await endSession({ ...ctx, actor }, { sessionId });
}
