import { notFound } from "next/navigation";
import { SbomPage } from "#components/trust/sbom-page.tsx";
import { getSbom } from "#lib/trust/get-sbom.ts";
import { GetSbomInput } from "#lib/trust/schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../../load-server.ts";
import { oneValue, type Search } from "../one-value.ts";

type Props = { params: ServerParams; searchParams: Search };

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Components of ") };
}

export default async function TrustComponentsPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { version, option, q, only, under, page } = await searchParams;
  const filters = { q: oneValue(q), only: oneValue(only), under: oneValue(under) };
  const input = GetSbomInput.safeParse({
    name: server.name,
    version: oneValue(version),
    option: oneValue(option),
    ...filters,
    page: oneValue(page),
  });
  const view = input.success ? await getSbom(ctx, input.data) : null;
  if (!view) notFound();
  return <SbomPage name={server.name} view={view} filters={filters} />;
}
