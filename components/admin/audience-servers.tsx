import { CircleCheck, CircleSlash, Boxes } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { AudienceServerView, AudienceView } from "#lib/audiences/get-audience.ts";
import { ServerTitle } from "#components/teams/owned-servers.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { QuarantineChip, StatusChip } from "#components/ui/chips.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

type Props = {
  audience: AudienceView;
  action: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function AudienceServers({ audience, action }: Props) {
  const { servers, servedCount, list } = audience;
  return (
    <CardSection
      title={`Servers (${servers.toLocaleString("en")})`}
      description={
        servers === 0
          ? undefined
          : `Readers get ${servedCount.toLocaleString("en")} of them: those with an approved version${audience.anonymous ? " that are in the anonymous feed" : ""}.`
      }
      flush
    >
      <Table
        caption={`Servers of ${audience.name}`}
        columns={columns({ audience, action })}
        rows={list}
        rowKey={(server) => server.name}
        empty={
          <div className="p-4">
            <EmptyState title="It holds no server" icon={Boxes}>
              Its readers get an empty list. Add servers by name, tag, category or team.
            </EmptyState>
          </div>
        }
      />
      {servers > list.length && (
        <p className="border-t border-line px-4 py-3 text-sm text-subtle">
          The first {list.length} of {servers.toLocaleString("en")} are shown.
        </p>
      )}
    </CardSection>
  );
}

function columns({ audience, action }: Props): Column<AudienceServerView>[] {
  return [
    {
      key: "name",
      header: "Server",
      primary: true,
      cell: (server) => <ServerTitle name={server.name} title={server.title} />,
    },
    {
      key: "status",
      header: "Status",
      cell: (server) => (
        <span className="inline-flex flex-wrap gap-1">
          <StatusChip lifecycle={server.lifecycle} />
          {server.quarantined && <QuarantineChip />}
        </span>
      ),
    },
    { key: "served", header: "Readers get it", cell: (server) => <Served {...server} /> },
    {
      key: "remove",
      header: "Take out",
      hideHeader: true,
      className: "text-right",
      cell: (server) => (
        <ConfirmButton
          size="sm"
          title={`Take ${server.title ?? server.name} out?`}
          description="Readers of this audience do not get it any more. It stays in the catalog."
          confirmLabel="Take out"
          action={action}
          fields={{ slug: audience.slug, name: server.name }}
        >
          Take out…<span className="sr-only"> {server.name}</span>
        </ConfirmButton>
      ),
    },
  ];
}

function Served({ served, latestVersion }: AudienceServerView) {
  if (served)
    return (
      <Badge tone="success" icon={CircleCheck}>
        {latestVersion}
      </Badge>
    );
  return (
    <Badge icon={CircleSlash}>
      {latestVersion === null ? "No approved version" : "Not in the anonymous feed"}
    </Badge>
  );
}
