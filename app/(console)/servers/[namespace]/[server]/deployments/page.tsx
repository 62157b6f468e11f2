import { notFound } from "next/navigation";
import { Deployments } from "#components/server/deployments.tsx";
import { listDeployments } from "#lib/catalog/list-deployments.ts";
import { changeDeploymentAction, endDeploymentAction } from "../actions.ts";
import { recordDeploymentAction } from "../actions.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";

const ACTIONS = { changeDeploymentAction, endDeploymentAction, recordDeploymentAction };

export async function generateMetadata({ params }: { params: ServerParams }) {
  return { title: await titleOf(params, "Deployments of ") };
}

export default async function ServerDeploymentsPage({ params }: { params: ServerParams }) {
  const { ctx, server } = await loadServer(params);
  const view = await listDeployments(ctx, { name: server.name });
  if (!view) notFound();

  return <Deployments server={server} view={view} actions={ACTIONS} />;
}
