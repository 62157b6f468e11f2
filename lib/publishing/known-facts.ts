import type { Tx } from "#lib/db/client.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Target } from "#lib/requests/target.ts";

/**
 * A step: what a listing asks for beside the document, as far as it is known without a person: the
 * team and the classification from a candidate in the catalog, else the only team of who asks.
 * Nothing is guessed: what data a server touches and where it runs, a document does not say.
 */
export async function knownFacts(tx: Tx, ctx: Context, target: Target): Promise<JsonObject> {
  const server = target ? await candidateFacts(tx, target.id) : null;
  const known = {
    ownerTeam: server?.ownerTeam?.slug ?? (await onlyTeam(tx, ctx)),
    dataClassification: server?.classification ?? null,
    // Where it runs is judged against its data, so it says nothing without them.
    deploymentModel: server?.classification ? server.deploymentModel : null,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

function candidateFacts(tx: Tx, id: string) {
  return tx.server.findUnique({
    where: { id },
    select: { classification: true, deploymentModel: true, ownerTeam: { select: { slug: true } } },
  });
}

async function onlyTeam(tx: Tx, ctx: Context): Promise<string | null> {
  const [id, ...others] = teamIdsOf(ctx.actor);
  if (id === undefined || others.length > 0) return null;
  const team = await tx.team.findUnique({ where: { id }, select: { slug: true } });
  return team?.slug ?? null;
}
