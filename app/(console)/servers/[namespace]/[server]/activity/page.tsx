import { notFound } from "next/navigation";
import { ActivityTimeline } from "#components/server/activity-timeline.tsx";
import { listActivity } from "#lib/catalog/list-activity.ts";
import { ListActivityInput } from "#lib/catalog/server-schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";

type Props = {
  params: ServerParams;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Activity of ") };
}

export default async function ServerActivityPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { cursor } = await searchParams;
  const ref = ListActivityInput.safeParse({ name: server.name, cursor });
  const page = ref.success ? await listActivity(ctx, ref.data) : null;
  if (!page) notFound();

  return <ActivityTimeline name={server.name} page={page} isFirst={!cursor} now={ctx.now} />;
}
