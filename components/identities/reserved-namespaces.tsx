import type { Reserved } from "#lib/publishers/list-identities.ts";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import type { Action } from "./identity-actions.ts";
import { ReserveForm } from "./identity-forms.tsx";

type Props = {
  reserved: readonly Reserved[];
  mayManage: boolean;
  actions: { reserveNamespaceAction: Action; freeNamespaceAction: Action };
};

export function ReservedNamespaces({ reserved, mayManage, actions }: Props) {
  return (
    <CardSection
      title="Reserved namespaces"
      description="Nobody publishes below them, but a publisher that was given them. The company's own domains are reserved by themselves."
    >
      <div className="flex flex-col gap-4">
        {reserved.length === 0 && <p className="text-subtle">None yet.</p>}
        <ul className="flex flex-col gap-3">
          {reserved.map(({ namespace, reason, by, at }) => (
            <li key={namespace} className="flex flex-wrap items-start justify-between gap-2">
              <div className="min-w-0">
                <code className="[overflow-wrap:anywhere]">{`${namespace}/*`}</code>
                <div className="text-sm break-words text-muted">
                  {reason} By {by}, <ExactDate at={at} />.
                </div>
              </div>
              {mayManage && (
                <OneButtonForm action={actions.freeNamespaceAction} fields={{ namespace }}>
                  Free<span className="sr-only"> {namespace}</span>
                </OneButtonForm>
              )}
            </li>
          ))}
        </ul>
        {mayManage && <ReserveForm save={actions.reserveNamespaceAction} />}
      </div>
    </CardSection>
  );
}
