import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { Operations } from "#components/operations/operations.tsx";
import { listNotices } from "#lib/notices/list-notices.ts";
import { getOwnership } from "#lib/ownership/get-ownership.ts";
import { listUses } from "#lib/uses/list-uses.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";
import * as actions from "./actions.ts";

export async function generateMetadata({ params }: { params: ServerParams }) {
  return { title: await titleOf(params, "Operate ") };
}

export default async function ServerOperatePage({ params }: { params: ServerParams }) {
  const { ctx, server } = await loadServer(params);
  const { name } = server;
  return guarded(async () => {
    const ownership = await getOwnership(ctx, { name });
    const uses = await listUses(ctx, { name });
    if (!ownership || !uses) notFound();
    const notices = await listNotices(ctx, { name, past: true });
    return <Operations view={{ ownership, uses, notices }} now={ctx.now} actions={actions} />;
  });
}
