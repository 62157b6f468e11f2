import { notFound } from "next/navigation";
import { VersionTimeline } from "#components/server/version-timeline.tsx";
import { listVersions } from "#lib/catalog/list-versions.ts";
import { ListVersionsInput } from "#lib/catalog/server-schemas.ts";
import { can } from "#lib/kernel/permissions.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";

type Props = {
  params: ServerParams;
  searchParams: Promise<{ after?: string | string[] }>;
};

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Versions of ") };
}

export default async function ServerVersionsPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { after } = await searchParams;
  const ref = ListVersionsInput.safeParse({ name: server.name, after });
  const page = ref.success ? await listVersions(ctx, ref.data) : null;
  if (!page) notFound();

  return (
    <VersionTimeline
      name={server.name}
      page={page}
      isFirst={!after}
      now={ctx.now}
      mayRevoke={can(ctx.actor, "revocation.manage")}
    />
  );
}
