import { ChooseServer } from "#components/requests/new/choose-server.tsx";
import type { Context } from "#lib/kernel/context.ts";
import type { RequestKind } from "#lib/requests/core/words.ts";
import type { SessionActor } from "#lib/sessions/get-session-actor.ts";
import { listMyServers } from "#lib/teams/list-my-servers.ts";

export type PersonContext = Context & { actor: SessionActor };

/** Which server it is about; with the name that does not exist, where one was asked for. */
export async function chooseServerPage(ctx: Context, kind: RequestKind, asked = "") {
  const { servers } = await listMyServers(ctx, {});
  const error = asked === "" ? null : "There is no server of this name that you may see.";
  return <ChooseServer kind={kind} mine={servers} asked={asked} error={error} />;
}
