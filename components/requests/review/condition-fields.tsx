import { FormCheckbox, FormErrors, FormText } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { RequestKind } from "#lib/requests/core/words.ts";

type Props = { kind: RequestKind; tools: readonly ToolFacts[] };

/** Kinds whose approval goes on to bind how the server is used. */
const BINDING: ReadonlySet<RequestKind> = new Set([
  "list_server",
  "add_version",
  "change_server",
  "exception",
  "trust_waiver",
]);

/** Conditions of an approval: they bind from then on, together with those of the other reviewers. */
export function ConditionFields({ kind, tools }: Props) {
  if (!BINDING.has(kind)) return null;
  const isException = kind === "exception" || kind === "trust_waiver";
  return (
    <Disclosure label="Approve with conditions">
      <div className="flex flex-col gap-4">
        <p className="text-sm text-muted">
          They bind from then on. What one reviewer does not allow is not allowed.
        </p>
        {tools.length > 0 && (
          <fieldset className="flex max-h-56 flex-col gap-1.5 overflow-y-auto">
            <legend className="mb-1.5 font-medium">Tools that may be used</legend>
            <input type="hidden" name="toolCount" value={tools.length} />
            {tools.map(({ name }) => (
              <FormCheckbox
                key={name}
                label={showHidden(name)}
                name="allowedTools"
                value={name}
                defaultChecked
              />
            ))}
            <FormErrors name="tools" />
          </fieldset>
        )}
        {!isException && (
          <FormText
            label="Environments"
            name="conditions.allowedEnvironments"
            optional
            placeholder="development, test"
            hint="Separated by commas; empty allows all."
          />
        )}
        <FormText
          label="Approved until"
          name="conditions.expiresAt"
          type="date"
          optional
          hint="Earlier than the policy's own validity; a later date changes nothing."
        />
        <FormText
          label="Note"
          name="conditions.note"
          optional
          maxLength={1_000}
          hint="Shown with the approval."
        />
      </div>
    </Disclosure>
  );
}
