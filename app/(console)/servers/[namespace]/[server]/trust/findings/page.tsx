import { notFound } from "next/navigation";
import { FindingsPage } from "#components/trust/findings-page.tsx";
import { listFindings } from "#lib/trust/list-findings.ts";
import { ListFindingsInput } from "#lib/trust/schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../../load-server.ts";
import { oneValue, type Search } from "../one-value.ts";

type Props = { params: ServerParams; searchParams: Search };

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Findings in ") };
}

export default async function TrustFindingsPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { version, option, severity, control, page } = await searchParams;
  const input = ListFindingsInput.safeParse({
    name: server.name,
    version: oneValue(version),
    option: oneValue(option),
    severity: oneValue(severity),
    control: oneValue(control),
    page: oneValue(page),
  });
  const view = input.success ? await listFindings(ctx, input.data) : null;
  if (!view || !input.data) notFound();

  const chosen = { severity: input.data.severity, control: input.data.control };
  return <FindingsPage name={server.name} view={view} filters={chosen} />;
}
