import { HardDrive } from "lucide-react";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { CLASSIFICATION_LABELS, DEPLOYMENT_MODEL_LABELS } from "#lib/catalog/core/words.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import type { DeploymentsView } from "#lib/catalog/list-deployments.ts";
import { DeploymentTable } from "./deployment-table.tsx";
import { RecordDeployment, type DeploymentActions } from "./deployment-forms.tsx";

type Props = { server: ServerView; view: DeploymentsView; actions: DeploymentActions };

/** Where the server runs for us, what the rules admit, and the forms of those who run it. */
export function Deployments({ server, view, actions }: Props) {
  const mayDeploy = server.allowed.includes("deploy");
  const record = mayDeploy && view.classification !== null && (
    <RecordDeployment server={server} view={view} action={actions.recordDeploymentAction} />
  );
  const violations = view.deployments.filter(({ violation }) => violation !== null);
  return (
    <div className="flex flex-col gap-4">
      <Rule server={server} view={view} />
      {violations.map(({ id, environment, violation }) => (
        <Callout key={id} tone="warning" title={`${environment} breaks the deployment rules`}>
          {violation} It was recorded before the rules said so. The owner team moves or ends it.
        </Callout>
      ))}
      {view.deployments.length === 0 ? (
        <EmptyState icon={HardDrive} title="No deployment is recorded" actions={record}>
          {mayDeploy
            ? "Record where this server runs for us, so that people know which address to use and who operates it."
            : "If it runs somewhere for us, its owner team or security records where."}
        </EmptyState>
      ) : (
        <CardSection title="Deployments" flush actions={record}>
          <DeploymentTable server={server} view={view} mayChange={mayDeploy} actions={actions} />
        </CardSection>
      )}
    </div>
  );
}

function Rule({ server, view }: Pick<Props, "server" | "view">) {
  const { classification, rules } = view;
  if (classification === null)
    return (
      <Callout tone="warning" title="Nobody has classified the data of this server">
        Until security does so, no deployment can be recorded.{" "}
        {server.allowed.includes("classify") && (
          <TextLink href={serverPath(server.name)}>Classify it on the overview</TextLink>
        )}
      </Callout>
    );
  const admitted = rules[classification].map((model) =>
    DEPLOYMENT_MODEL_LABELS[model].label.toLowerCase(),
  );
  const { label } = CLASSIFICATION_LABELS[classification];
  return (
    <p className="max-w-prose text-muted">
      {label} data may be deployed as{" "}
      {admitted.length === 0 ? "nothing at present" : oneOf(admitted)}.
    </p>
  );
}

/** "cloud, self-hosted or hybrid" */
function oneOf(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(words);
}
