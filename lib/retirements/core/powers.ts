import { isOwner } from "#lib/catalog/core/server-powers.ts";
import type { ServerLifecycle } from "#lib/catalog/core/words.ts";
import { teamIdsOf, type Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";
import { decide, type RetirementEvent } from "./machine.ts";
import type { RetirementState } from "./words.ts";

export type OwnerEvent = Extract<RetirementEvent, "cancel" | "reschedule" | "decide_extension">;
const OWNER_EVENTS: readonly OwnerEvent[] = ["decide_extension", "reschedule", "cancel"];

/** The owner team runs the campaign, and security may. */
export function runsCampaign(server: { ownerTeamId: string | null }, actor: Actor): boolean {
  if (actor.kind === "system") return true;
  return (
    actor.kind === "user" &&
    can(actor, "server.own") &&
    (actor.roles.includes("security") || isOwner(server, actor))
  );
}

/** The buttons of the campaign's page: what the commands would allow now. */
export function allowedEvents(
  campaign: { state: RetirementState; server: { ownerTeamId: string | null } },
  actor: Actor,
): OwnerEvent[] {
  if (!runsCampaign(campaign.server, actor)) return [];
  return OWNER_EVENTS.filter((event) => decide(campaign, event, "person").ok);
}

/** Who is offered the request that begins a retirement; the request itself is reviewed. */
export function mayAskToRetire(
  { isOwner: owns, lifecycle }: { isOwner: boolean; lifecycle: ServerLifecycle },
  actor: Actor,
): boolean {
  return (
    (lifecycle === "approved" || lifecycle === "deprecated") &&
    can(actor, "request.create") &&
    (owns || (actor.kind === "user" && actor.roles.includes("security")))
  );
}

type Consumer = { teamId: string | null; userId: string | null };

/** A team answers through any of its members; a person without one for themselves. Nobody else does. */
export function speaksFor({ teamId, userId }: Consumer, actor: Actor): boolean {
  if (actor.kind !== "user") return false;
  return teamId === null ? userId === actor.id : teamIdsOf(actor).includes(teamId);
}

export const mayAnswer = (
  campaign: { state: RetirementState },
  consumer: Consumer,
  actor: Actor,
): boolean =>
  speaksFor(consumer, actor) &&
  can(actor, "retirement.answer") &&
  decide(campaign, "answer", "person").ok;
