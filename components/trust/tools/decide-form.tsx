import type { ReactNode } from "react";
import { ActionForm, FormErrors, FormTextarea } from "#components/admin/action-form.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { CheckboxField } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { FRESH_MINUTES } from "#lib/requests/core/separation.ts";
import type {
  OptionDrift,
  ToolChangeView,
  ToolDriftView,
} from "#lib/trust/tools/get-tool-drift.ts";

type Props = {
  name: string;
  view: ToolDriftView;
  option: OptionDrift;
  action: FormAction;
  /** What is decided about, with a box for each tool where this person decides. */
  children: (choiceOf: (change: ToolChangeView) => ReactNode) => ReactNode;
};

/** The changes with the decision below them; for others, who decides. */
export function DecideForm({ children, ...props }: Props) {
  const { view } = props;
  if (view.refusal !== null)
    return (
      <>
        {children(() => null)}
        <p className="border-line px-4 py-3 text-sm text-muted [ul+&]:border-t">{view.refusal}</p>
      </>
    );
  if (!view.isFresh)
    return (
      <>
        {children(() => null)}
        <SignInAgain {...props} />
      </>
    );
  return <Decide {...props}>{children}</Decide>;
}

function SignInAgain({ name, view }: Pick<Props, "name" | "view">) {
  const back = `${serverPath(name, "tools")}?version=${encodeURIComponent(view.version)}`;
  return (
    <div className="flex flex-wrap items-center gap-3 border-line px-4 py-3 [ul+&]:border-t">
      <p className="max-w-prose text-sm text-muted">
        Deciding on tools takes a sign-in of the last {FRESH_MINUTES} minutes.
      </p>
      <LinkButton size="sm" href={`/sign-in?fresh=1&next=${encodeURIComponent(back)}`}>
        Sign in again
      </LinkButton>
    </div>
  );
}

function Decide({ name, view, option, action, children }: Props) {
  const held = option.changes.filter(({ isHeld }) => isHeld);
  const canRefuse = option.state === "pinned" && held.some(({ refused }) => refused === null);
  const choosable = option.state === "pinned" ? held : [];
  const isWhole = option.state !== "pinned" || option.changesInAll === option.changes.length;
  return (
    <ActionForm
      action={action}
      submitLabel={labelOf(option, canRefuse)}
      pendingLabel="Recording…"
      resetOnSuccess
      className="flex flex-col gap-4 pb-4 *:last:px-4"
    >
      {children((change) =>
        choosable.includes(change) ? (
          <CheckboxField
            label={`Decide about ${showHidden(change.tool)}`}
            name="tools"
            value={change.tool}
            defaultChecked={change.refused === null}
          />
        ) : null,
      )}
      <div className="flex flex-col gap-4 border-line px-4 pt-4 [ul+&]:border-t">
        {Object.entries({
          name,
          version: view.version,
          option: option.option,
          setHash: option.seen.setHash,
          everyTool: String(isWhole ? choosable.length : -1),
        }).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        <FormErrors name="tools" />
        {canRefuse ? <Choice /> : <input type="hidden" name="decision" value="accept" />}
        <div className="max-w-prose">
          <FormTextarea
            label="Reason"
            name="reason"
            rows={3}
            required
            minLength={3}
            maxLength={2_000}
            hint="The owner team and everyone who uses the server read this."
          />
        </div>
      </div>
    </ActionForm>
  );
}

const labelOf = ({ state, seen, changes }: OptionDrift, canRefuse: boolean): string => {
  if (state !== "pinned")
    return seen.tools.length === 1 ? "Approve its tool" : `Approve all ${seen.tools.length} tools`;
  if (canRefuse) return "Record the decision";
  return changes.some(({ isHeld }) => isHeld)
    ? "Accept the chosen ones"
    : "Accept them as they are";
};

function Choice() {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1.5 font-medium">Decision about the chosen tools</legend>
      {(
        [
          ["accept", "Accept: what is approved moves to what they are now, and they may be used."],
          ["refuse", "Refuse: they stay held, and the owner team is told why."],
        ] as const
      ).map(([value, label]) => (
        <label key={value} className="flex items-start gap-2">
          <input
            type="radio"
            name="decision"
            value={value}
            required
            className="mt-0.5 size-4.5 shrink-0 accent-accent"
          />
          <span>{label}</span>
        </label>
      ))}
      <FormErrors name="decision" />
    </fieldset>
  );
}
