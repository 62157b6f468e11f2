import { notFound } from "next/navigation";
import { TrustTab } from "#components/trust/trust-tab.tsx";
import { listScanCredentials } from "#lib/trust/credentials/list-scan-credentials.ts";
import { getTrust } from "#lib/trust/get-trust.ts";
import { GetTrustInput } from "#lib/trust/schemas.ts";
import { loadServer, titleOf, type ServerParams } from "../load-server.ts";
import {
  endWaiverAction,
  keepScanCredentialAction,
  removeScanCredentialAction,
  requestScanAction,
} from "./actions.ts";

type Props = {
  params: ServerParams;
  searchParams: Promise<{ version?: string | string[]; option?: string | string[] }>;
};

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params, "Trust of ") };
}

export default async function ServerTrustPage({ params, searchParams }: Props) {
  const { ctx, server } = await loadServer(params);
  const { version, option } = await searchParams;
  const ref = GetTrustInput.safeParse({ name: server.name, version });
  const trust = ref.success ? await getTrust(ctx, ref.data) : null;
  if (!trust && version !== undefined) notFound();
  const credentials = ref.success && trust ? await listScanCredentials(ctx, ref.data) : null;

  const asked = typeof option === "string" ? option : undefined;
  return (
    <TrustTab
      name={server.name}
      trust={trust}
      asked={asked}
      now={ctx.now}
      action={requestScanAction}
      endWaiver={endWaiverAction}
      credentials={
        credentials?.mayKeep === true && {
          remotes: credentials.remotes,
          keep: keepScanCredentialAction,
          remove: removeScanCredentialAction,
        }
      }
    />
  );
}
