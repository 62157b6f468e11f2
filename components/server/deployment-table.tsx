import { TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { DeploymentChip, DeploymentStatusChip } from "#components/ui/chips.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import type { DeploymentsView, DeploymentView } from "#lib/catalog/list-deployments.ts";
import { OutsideLink } from "./outside-link.tsx";
import { ChangeDeployment, EndDeployment, type DeploymentActions } from "./deployment-forms.tsx";

type Props = {
  server: ServerView;
  view: DeploymentsView;
  mayChange: boolean;
  actions: DeploymentActions;
};

export function DeploymentTable({ server, view, mayChange, actions }: Props) {
  const buttons: Column<DeploymentView> = {
    key: "actions",
    header: "Actions",
    hideHeader: true,
    cell: (deployment) => (
      <span className="-my-1 flex gap-1 sm:flex-col sm:items-end xl:flex-row xl:justify-end">
        <ChangeDeployment
          server={server}
          view={view}
          deployment={deployment}
          action={actions.changeDeploymentAction}
        />
        {deployment.status !== "ended" && (
          <EndDeployment
            server={server}
            deployment={deployment}
            action={actions.endDeploymentAction}
          />
        )}
      </span>
    ),
  };
  return (
    <Table
      caption="Every deployment"
      rows={view.deployments}
      rowKey={(deployment) => deployment.id}
      columns={[
        ...COLUMNS,
        ...(view.deployments.some(({ version }) => version !== null) ? [VERSION] : []),
        ...(mayChange ? [buttons] : []),
      ]}
    />
  );
}

const text = (value: string | null) =>
  value === null ? <span className="text-subtle">Not stated</span> : showHidden(value);

const COLUMNS: readonly Column<DeploymentView>[] = [
  {
    key: "environment",
    header: "Environment",
    primary: true,
    cell: (row) => (
      <span className="flex flex-col items-start gap-1">
        <span className="font-medium">{showHidden(row.environment)}</span>
        <DeploymentStatusChip status={row.status} />
        {row.violation && (
          <Badge tone="warning" icon={TriangleAlert} title={row.violation}>
            Breaks a rule
          </Badge>
        )}
      </span>
    ),
  },
  {
    key: "provider",
    header: "Runs on",
    cell: (row) => (
      <span className="flex flex-col items-start gap-1">
        {showHidden(row.provider)}
        <DeploymentChip model={row.model} />
      </span>
    ),
  },
  {
    key: "region",
    header: "Region",
    cell: (row) => (
      <span className="flex flex-col gap-1">
        {text(row.region)}
        {row.residency && (
          <span className="text-subtle">data stays in {showHidden(row.residency)}</span>
        )}
      </span>
    ),
  },
  {
    key: "address",
    header: "Address",
    cell: (row) =>
      row.address === null ? (
        text(null)
      ) : (
        <span className="-my-1.5 flex min-w-40 items-center gap-1 break-all">
          <OutsideLink href={row.address} />
          <CopyButton text={row.address} label={`Copy address of ${row.environment}`} />
        </span>
      ),
  },
  { key: "operator", header: "Operated by", cell: (row) => text(row.operatedBy) },
];

const VERSION: Column<DeploymentView> = {
  key: "version",
  header: "Version",
  cell: (row) => (row.version === null ? text(null) : <code>{showHidden(row.version)}</code>),
};
