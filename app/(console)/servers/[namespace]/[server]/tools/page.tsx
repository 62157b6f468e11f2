import { notFound } from "next/navigation";
import { ToolList } from "#components/server/tool-list.tsx";
import { listServerTools } from "#lib/catalog/list-server-tools.ts";
import { VersionRef } from "#lib/catalog/server-schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";

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
  const found = ref.success ? await listServerTools(ctx, ref.data) : null;
  if (!found && version !== undefined) notFound();

  return <ToolList name={server.name} found={found} />;
}
