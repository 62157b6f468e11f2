import { notFound } from "next/navigation";
import { Deployments } from "#components/server/deployments.tsx";
import { listDeployments } from "#lib/catalog/list-deployments.ts";
import * as actions from "../actions.ts";
import { loadServer, type ServerParams } from "../load-server.ts";

export async function generateMetadata({ params }: { params: ServerParams }) {
  const { server } = await loadServer(params);
  return { title: `Deployments of ${server.title ?? server.name}` };
}

export default async function ServerDeploymentsPage({ params }: { params: ServerParams }) {
  const { ctx, server } = await loadServer(params);
  const view = await listDeployments(ctx, { name: server.name });
  if (!view) notFound();

  return <Deployments server={server} view={view} actions={actions} />;
}
