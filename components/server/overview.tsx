import { CardSection } from "#components/ui/card.tsx";
import { connectRefusalOf } from "#lib/catalog/core/connectable.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { ConnectPanel } from "./connect-panel.tsx";
import { connectDocument } from "./connect-document.ts";
import { ConnectRefused } from "./connect-refused.tsx";
import { Markdown } from "./markdown.tsx";
import type { OverviewProps } from "./overview-props.ts";
import { OverviewSidebar } from "./overview-sidebar.tsx";
import { RunsAs } from "./runs-as.tsx";
import { serverTitle } from "./server-names.ts";

export function Overview(props: OverviewProps) {
  const { server } = props;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Connect server={server} recordUse={props.actions.recordUseAction} />
        <About server={server} />
        {server.current && <RunsAs document={server.current.document} />}
      </div>
      <OverviewSidebar {...props} />
    </div>
  );
}

type ConnectProps = {
  server: ServerView;
  recordUse: OverviewProps["actions"]["recordUseAction"];
};

function Connect({ server, recordUse }: ConnectProps) {
  const refusal = connectRefusalOf(server);
  if (refusal !== null || server.current === null)
    return (
      <ConnectRefused
        refusal={refusal ?? { title: "No version is known", next: "Import the server again." }}
        server={server}
      />
    );
  return (
    <ConnectPanel
      name={server.name}
      title={serverTitle(server)}
      version={server.current.version}
      document={connectDocument(server.current.document)}
      recordUse={recordUse}
    />
  );
}

function About({ server }: { server: ServerView }) {
  const readme = server.current?.readme ?? null;
  if (readme === null)
    return (
      <CardSection title="README">
        <p className="max-w-prose text-muted">
          The publisher gives none for this version. The repository and the documentation, where
          known, are among the facts of this page.
        </p>
      </CardSection>
    );
  return (
    <CardSection title="README" description="Written by the publisher, not by us.">
      <Markdown markdown={readme} below={2} title={serverTitle(server)} />
    </CardSection>
  );
}
