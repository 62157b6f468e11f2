import { notFound } from "next/navigation";
import { ToolList } from "#components/server/tool-list.tsx";
import { ToolDriftPanel } from "#components/trust/tools/tool-drift-panel.tsx";
import { listServerTools } from "#lib/catalog/list-server-tools.ts";
import { VersionRef } from "#lib/catalog/server-schemas.ts";
import { getToolDrift } from "#lib/trust/tools/get-tool-drift.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";
import { decideToolsAction } from "./actions.ts";

type Props = {
  params: ServerParams;
  searchParams: Promise<{ version?: string | string[] }>;
};

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Tools of ") };
}

export default async function ServerToolsPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { version } = await searchParams;
  const ref = VersionRef.safeParse({ name: server.name, version });
  const [found, drift] = ref.success
    ? await Promise.all([listServerTools(ctx, ref.data), getToolDrift(ctx, ref.data)])
    : [null, null];
  if (!found && version !== undefined) notFound();

  return (
    <div className="flex flex-col gap-5">
      {drift && <ToolDriftPanel name={server.name} view={drift} action={decideToolsAction} />}
      <ToolList name={server.name} found={found} held={drift?.held ?? []} />
    </div>
  );
}
