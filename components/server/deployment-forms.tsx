import { Plus } from "lucide-react";
import { FormSelect, FormText } from "#components/admin/action-form.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import {
  DEPLOYMENT_MODEL_LABELS,
  DEPLOYMENT_STATUS_LABELS,
  type DeploymentModel,
} from "#lib/catalog/core/words.ts";
import { DEPLOYMENT_MODELS, RUNNING_STATUSES } from "#lib/catalog/server-schemas.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import type { DeploymentsView, DeploymentView } from "#lib/catalog/list-deployments.ts";
import { EditMark } from "./edit-mark.tsx";
import { FormDialog, type FormAction } from "./form-dialog.tsx";

export type DeploymentActions = Readonly<
  Record<"recordDeploymentAction" | "changeDeploymentAction" | "endDeploymentAction", FormAction>
>;

type Props = { server: ServerView; view: DeploymentsView; action: FormAction };

export function RecordDeployment({ server, view, action }: Props) {
  return (
    <FormDialog
      variant="secondary"
      trigger={
        <>
          <Plus aria-hidden /> Record a deployment
        </>
      }
      title="Record a deployment"
      action={action}
      submitLabel="Record deployment"
    >
      <input type="hidden" name="name" value={server.name} />
      <Fields server={server} view={view} deployment={null} />
    </FormDialog>
  );
}

export function ChangeDeployment(props: Props & { deployment: DeploymentView }) {
  const { server, view, deployment, action } = props;
  return (
    <FormDialog
      trigger={<EditMark />}
      triggerLabel={`Edit the deployment in ${deployment.environment}`}
      title={`Deployment in ${deployment.environment}`}
      action={action}
      submitLabel="Save deployment"
    >
      <input type="hidden" name="deploymentId" value={deployment.id} />
      <input type="hidden" name="seen" value={deployment.stamp} />
      <Fields server={server} view={view} deployment={deployment} />
    </FormDialog>
  );
}

type EndProps = { server: ServerView; deployment: DeploymentView; action: FormAction };

export function EndDeployment({ deployment, action }: EndProps) {
  return (
    <ConfirmButton
      size="sm"
      variant="ghost"
      title={`End the deployment in ${deployment.environment}`}
      description="It stays on record as ended. Write down first where people should go instead; it can be run again later."
      confirmLabel="End deployment"
      action={action}
      fields={{ deploymentId: deployment.id, seen: deployment.stamp }}
    >
      End…
    </ConfirmButton>
  );
}

type FieldsProps = Pick<Props, "server" | "view"> & { deployment: DeploymentView | null };

function Fields({ server, view, deployment }: FieldsProps) {
  const admitted = view.classification === null ? [] : view.rules[view.classification];
  const shown = deployment ? shownFacts(deployment) : newFacts(server, admitted[0]);
  return (
    <>
      <FormText
        label="Environment"
        name="environment"
        required
        maxLength={50}
        list="environments"
        defaultValue={shown.environment}
      />
      <datalist id="environments">
        {["production", "staging", "development"].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <FormSelect
        label="Model"
        name="model"
        defaultValue={shown.model}
        options={DEPLOYMENT_MODELS.map((model) => ({
          value: model,
          label: `${DEPLOYMENT_MODEL_LABELS[model].label}${
            admitted.includes(model) ? "" : " (the rules do not admit it)"
          }`,
          disabled: !admitted.includes(model) && shown.model !== model,
        }))}
      />
      <FormText
        label="Runs on"
        name="provider"
        required
        maxLength={100}
        defaultValue={shown.provider}
        hint="The cluster or provider, such as a Kubernetes cluster of ours."
      />
      <FormText
        label="Address"
        name="address"
        optional
        maxLength={500}
        defaultValue={shown.address}
        hint="https://… or host:port, without user names or passwords."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <FormText
          label="Region"
          name="region"
          optional
          maxLength={100}
          defaultValue={shown.region}
        />
        <FormText
          label="Data residency"
          name="residency"
          optional
          maxLength={100}
          defaultValue={shown.residency}
        />
        <FormText
          label="Operated by"
          name="operatedBy"
          required
          maxLength={100}
          defaultValue={shown.operatedBy}
        />
        <FormText
          label="Version"
          name="version"
          optional
          maxLength={255}
          defaultValue={shown.version}
        />
      </div>
      <FormSelect
        label="Status"
        name="status"
        defaultValue={shown.status}
        options={RUNNING_STATUSES.map((value) => ({
          value,
          label: `${DEPLOYMENT_STATUS_LABELS[value].label}: ${DEPLOYMENT_STATUS_LABELS[value].explanation}`,
        }))}
      />
    </>
  );
}

const BLANK = { environment: "", provider: "", address: "", region: "", residency: "" };

const newFacts = (server: ServerView, model: DeploymentModel | undefined) => ({
  ...BLANK,
  model: model ?? "",
  operatedBy: server.owner?.name ?? "",
  version: server.latestVersion ?? "",
  status: "active",
});

/** As the form shows it; saving one that has ended runs it again. */
const shownFacts = (row: DeploymentView) => ({
  environment: row.environment,
  model: row.model,
  provider: row.provider,
  address: row.address ?? "",
  region: row.region ?? "",
  residency: row.residency ?? "",
  operatedBy: row.operatedBy,
  version: row.version ?? "",
  status: row.status === "ended" ? "active" : row.status,
});
