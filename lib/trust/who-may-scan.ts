import type { Actor } from "#lib/kernel/actor.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { can } from "#lib/kernel/permissions.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import type { WhoMayScan } from "./core/who-may-scan.ts";
import { artifactsOf } from "./install-options.ts";

type Owned = { ownerTeamId: string | null };

/** Whether pages offer it to this person; the commands decide again. */
export const mayAskForScan = (owned: Owned, actor: Actor): boolean =>
  can(actor, "server.own") && mayOversee(owned, actor);

export function whoMayScan(
  { document, server }: { document: JsonObject; server: Owned },
  actor: Actor,
): WhoMayScan {
  if (artifactsOf(document).length === 0) return "nobody";
  return mayAskForScan(server, actor) ? "you" : "others";
}
