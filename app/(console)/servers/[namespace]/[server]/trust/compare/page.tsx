import { notFound } from "next/navigation";
import { ComparePage } from "#components/trust/compare-page.tsx";
import { listVersions } from "#lib/catalog/list-versions.ts";
import { compareTrust } from "#lib/trust/compare-trust.ts";
import { CompareTrustInput } from "#lib/trust/schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../../load-server.ts";
import { oneValue, type Search } from "../one-value.ts";

type Props = { params: ServerParams; searchParams: Search };

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "How trust differs in ") };
}

export default async function TrustComparePage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const search = await searchParams;
  const [from, to, option] = [search["from"], search["to"], search["option"]].map(oneValue);
  const page = await listVersions(ctx, { name: server.name, limit: 200 });
  if (!page) notFound();
  const versions = page.versions.map(({ version }) => version);
  const chosen = chosenOf(versions, { from, to, version: oneValue(search["version"]) });
  const isChosen = from !== undefined && to !== undefined;
  // There is nothing to compare a version with itself, unless somebody asks for it.
  if (!isChosen && chosen.from === chosen.to)
    return <ComparePage name={server.name} view={null} versions={versions} chosen={chosen} />;
  const input = CompareTrustInput.safeParse({ name: server.name, ...chosen, option });
  const view = input.success ? await compareTrust(ctx, input.data) : null;
  if (!view) notFound();
  return <ComparePage name={server.name} view={view} versions={versions} chosen={chosen} />;
}

type Asked = Record<"from" | "to" | "version", string | undefined>;

/** Unless it is said: the version that the tab was about, and the one before it. */
function chosenOf(versions: readonly string[], { from, to, version }: Asked) {
  const after = to ?? version ?? versions[0] ?? "";
  const before = versions[versions.indexOf(after) + 1] ?? after;
  return { from: from ?? before, to: after };
}
