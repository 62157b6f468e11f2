import { Check, Minus } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { CLASSIFICATION_LABELS, DEPLOYMENT_MODEL_LABELS } from "#lib/catalog/core/words.ts";
import type { DeploymentRulesView, RuleCell } from "#lib/rules/list-deployment-rules.ts";
import { MODELS } from "#lib/rules/schemas.ts";
import { Card } from "#components/ui/card.tsx";
import { ClassificationChip } from "#components/ui/chips.tsx";
import { ActionForm } from "./action-form.tsx";

type Props = {
  view: DeploymentRulesView;
  manages: boolean;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** The matrix: a row for each class of data, a column for each deployment model. */
export function RulesForm({ view, manages, save }: Props) {
  if (!manages)
    return (
      <Card className="p-4">
        <RulesTable view={view} manages={false} />
        <p className="mt-3 text-sm text-subtle">An administrator can change these rules.</p>
      </Card>
    );
  return (
    <Card className="p-4">
      <ActionForm action={save} submitLabel="Save rules" pendingLabel="Saving…">
        <RulesTable view={view} manages />
        <p className="max-w-prose text-sm text-subtle">
          A new deployment, or a new classification, that no ticked box admits is refused. What runs
          already is not stopped: it is listed below and on its owner&apos;s page.
        </p>
      </ActionForm>
    </Card>
  );
}

function RulesTable({ view, manages }: { view: DeploymentRulesView; manages: boolean }) {
  return (
    <div
      className="relative overflow-x-auto"
      tabIndex={0}
      role="region"
      aria-label="Deployment rules"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">
          Which deployment models each data classification admits
        </caption>
        <thead className="border-b border-line text-left">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium text-muted">
              Data
            </th>
            {MODELS.map((model) => (
              <th key={model} scope="col" className="min-w-32 px-3 py-2 align-top font-medium">
                {DEPLOYMENT_MODEL_LABELS[model].label}
                <span className="block max-w-52 text-xs font-normal text-subtle">
                  {DEPLOYMENT_MODEL_LABELS[model].explanation}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {view.rules.map(({ classification, cells }) => (
            <tr key={classification}>
              <th scope="row" className="px-3 py-3 text-left align-top font-normal">
                <ClassificationChip classification={classification} />
                <span className="mt-1 block max-w-64 text-xs text-subtle">
                  {CLASSIFICATION_LABELS[classification].explanation}
                </span>
              </th>
              {cells.map((cell) => (
                <td key={cell.model} className="px-3 py-3 align-top">
                  {manages ? (
                    <Box classification={classification} cell={cell} />
                  ) : (
                    <Mark {...cell} />
                  )}
                  {cell.deployments > 0 && (
                    <span
                      className={`block text-xs ${cell.admitted ? "text-subtle" : "font-medium text-danger-text"}`}
                    >
                      {cell.deployments} {cell.deployments === 1 ? "deployment" : "deployments"}
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type BoxProps = { classification: keyof typeof CLASSIFICATION_LABELS; cell: RuleCell };

function Box({ classification, cell }: BoxProps) {
  const data = CLASSIFICATION_LABELS[classification].label;
  const model = DEPLOYMENT_MODEL_LABELS[cell.model].label;
  return (
    <label className="inline-flex min-h-6 items-center gap-2">
      <input
        type="checkbox"
        name={classification}
        value={cell.model}
        defaultChecked={cell.admitted}
        className="size-4.5 accent-accent"
      />
      <span>
        <span className="sr-only">
          {data} data, {model}:{" "}
        </span>
        Admitted
      </span>
    </label>
  );
}

function Mark({ admitted }: RuleCell) {
  return admitted ? (
    <span className="inline-flex items-center gap-1.5 text-success-text">
      <Check aria-hidden className="size-4" /> Admitted
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5 text-subtle">
      <Minus aria-hidden className="size-4" /> Not admitted
    </span>
  );
}
