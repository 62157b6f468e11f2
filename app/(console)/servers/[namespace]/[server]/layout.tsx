import { Suspense, type ReactNode } from "react";
import { ServerHeader } from "#components/server/server-header.tsx";
import { ServerTabs } from "#components/server/server-tabs.tsx";
import { seesOperations } from "#lib/ownership/core/owner-powers.ts";
import { getServerPublisher } from "#lib/publishers/get-server-publisher.ts";
import { getRetirementNotice } from "#lib/retirements/get-retirement-notice.ts";
import { getTrustSummary } from "#lib/trust/get-trust-summary.ts";
import { loadServer, titleOf, type ServerParams } from "./load-server.ts";
import { LookAlikes } from "./look-alikes.tsx";
import { Notices } from "./notices.tsx";

type Props = { params: ServerParams; children: ReactNode };

export async function generateMetadata({ params }: Props) {
  // A plain title would take the name of the product from those of the tabs.
  return { title: { default: await titleOf(params), template: "%s · Gatehouse" } };
}

export default async function ServerLayout({ params, children }: Props) {
  const { ctx, server } = await loadServer(params);
  const { name } = server;
  const [campaign, trust, publisher] = await Promise.all([
    getRetirementNotice(ctx, { name }),
    getTrustSummary(ctx, { name }),
    getServerPublisher(ctx, { name }),
  ]);
  return (
    <>
      <ServerHeader
        server={server}
        campaign={campaign}
        trust={trust}
        publisher={publisher}
        now={ctx.now}
      >
        <Notices name={server.name} />
        <Suspense fallback={null}>
          <LookAlikes name={server.name} />
        </Suspense>
      </ServerHeader>
      <ServerTabs
        name={server.name}
        operates={seesOperations(server, ctx.actor)}
        retires={campaign !== null}
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
