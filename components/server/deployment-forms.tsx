import { Plus } from "lucide-react";
import { FormSelect, FormText } from "#components/admin/action-form.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { DEPLOYMENT_MODEL_LABELS, DEPLOYMENT_STATUS_LABELS } from "#lib/catalog/core/words.ts";
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
  const status = deployment?.status === "ended" ? "active" : (deployment?.status ?? "active");
  return (
    <>
      <FormText
        label="Environment"
        name="environment"
        required
        maxLength={50}
        list="environments"
        defaultValue={deployment?.environment}
      />
      <datalist id="environments">
        {["production", "staging", "development"].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <FormSelect
        label="Model"
        name="model"
        defaultValue={deployment?.model ?? admitted[0] ?? ""}
        options={DEPLOYMENT_MODELS.map((model) => ({
          value: model,
          label: `${DEPLOYMENT_MODEL_LABELS[model].label}${
            admitted.includes(model) ? "" : " (the rules do not admit it)"
          }`,
          disabled: !admitted.includes(model) && deployment?.model !== model,
        }))}
      />
      <FormText
        label="Runs on"
        name="provider"
        required
        maxLength={100}
        defaultValue={deployment?.provider}
        hint="The cluster or provider, such as a Kubernetes cluster of ours."
      />
      <FormText
        label="Address"
        name="address"
        optional
        maxLength={500}
        defaultValue={deployment?.address ?? ""}
        hint="https://… or host:port, without user names or passwords."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <FormText
          label="Region"
          name="region"
          optional
          maxLength={100}
          defaultValue={deployment?.region ?? ""}
        />
        <FormText
          label="Data residency"
          name="residency"
          optional
          maxLength={100}
          defaultValue={deployment?.residency ?? ""}
        />
        <FormText
          label="Operated by"
          name="operatedBy"
          required
          maxLength={100}
          defaultValue={deployment?.operatedBy ?? server.owner?.name}
        />
        <FormText
          label="Version"
          name="version"
          optional
          maxLength={255}
          defaultValue={deployment?.version ?? server.latestVersion ?? ""}
        />
      </div>
      <FormSelect
        label="Status"
        name="status"
        defaultValue={status}
        options={RUNNING_STATUSES.map((value) => ({
          value,
          label: `${DEPLOYMENT_STATUS_LABELS[value].label}: ${DEPLOYMENT_STATUS_LABELS[value].explanation}`,
        }))}
      />
    </>
  );
}
