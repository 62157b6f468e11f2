import { Campaign } from "#components/retirements/campaign.tsx";
import { NoCampaign } from "#components/retirements/no-campaign.tsx";
import { mayAskToRetire } from "#lib/retirements/core/powers.ts";
import { getRetirement } from "#lib/retirements/get-retirement.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";
import * as actions from "./actions.ts";

export async function generateMetadata({ params }: { params: ServerParams }) {
  return { title: await titleOf(params, "Retirement of ") };
}

export default async function ServerRetirementPage({ params }: { params: ServerParams }) {
  const { ctx, server } = await loadServer(params);
  const view = await getRetirement(ctx, { name: server.name });
  const mayAsk = mayAskToRetire(server, ctx.actor);
  if (!view) return <NoCampaign name={server.name} mayAsk={mayAsk} />;
  return <Campaign view={view} now={ctx.now} mayAsk={mayAsk} actions={actions} />;
}
