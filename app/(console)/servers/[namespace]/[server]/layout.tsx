import { Suspense, type ReactNode } from "react";
import { ServerHeader } from "#components/server/server-header.tsx";
import { ServerTabs } from "#components/server/server-tabs.tsx";
import { loadServer, titleOf, type ServerParams } from "./load-server.ts";
import { LookAlikes } from "./look-alikes.tsx";

type Props = { params: ServerParams; children: ReactNode };

export async function generateMetadata({ params }: Props) {
  return { title: await titleOf(params) };
}

export default async function ServerLayout({ params, children }: Props) {
  const { ctx, server } = await loadServer(params);
  return (
    <>
      <ServerHeader server={server} now={ctx.now}>
        <Suspense fallback={null}>
          <LookAlikes name={server.name} />
        </Suspense>
      </ServerHeader>
      <ServerTabs
        name={server.name}
        counts={{
          tools: server.toolCount,
          versions: server.versionCount,
          deployments: server.deploymentCount,
        }}
      />
      <div className="pt-5">{children}</div>
    </>
  );
}
