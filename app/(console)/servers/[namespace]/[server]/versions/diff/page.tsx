import { notFound } from "next/navigation";
import { VersionDiffPage } from "#components/server/version-diff-page.tsx";
import { getVersionDiff } from "#lib/catalog/get-version-diff.ts";
import { listVersions } from "#lib/catalog/list-versions.ts";
import { VersionDiffInput } from "#lib/catalog/server-schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../../load-server.ts";

type Props = {
  params: ServerParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "What changed in ") };
}

export default async function ServerVersionDiffPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const ref = VersionDiffInput.safeParse({ ...(await searchParams), name: server.name });
  const [view, page] = await Promise.all([
    ref.success ? getVersionDiff(ctx, ref.data) : null,
    listVersions(ctx, { name: server.name, limit: 200 }),
  ]);
  if (!view || !page) notFound();

  const versions = page.versions.map(({ version }) => version);
  return <VersionDiffPage name={server.name} view={view} versions={versions} />;
}
