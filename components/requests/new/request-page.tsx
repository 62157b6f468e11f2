import type { ReactNode } from "react";
import { RunsAs } from "#components/server/runs-as.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Evidence } from "#lib/intake/core/evidence.ts";
import type { FormValues } from "#lib/intake/core/request-form.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { AboutFields } from "./about-fields.tsx";
import { EvidenceList } from "../evidence-list.tsx";
import type { RequestFormAction } from "./form-state.ts";
import { KindFields, type KindProps } from "./kind-fields.tsx";
import { Carried, CarriedErrors, RequestForm } from "./request-form.tsx";

type Props = KindProps & {
  title: string;
  description: string;
  breadcrumb: readonly { href: string; label: string }[];
  values: FormValues;
  action: RequestFormAction;
  submitLabel: string;
  draftLabel?: string;
  afterwards: string;
  /** Above the form: what was read, warnings, alternatives. */
  notices?: ReactNode;
  /** As it was read; shown readably beside its text. */
  document?: JsonObject | null;
  evidence?: Evidence | null;
};

/** The form of a request, with what is known about it beside. */
export function RequestPage(props: Props) {
  const { title, description, breadcrumb, notices, document = null, evidence = null } = props;
  const beside = document !== null || evidence !== null;
  return (
    <>
      <PageHeader title={title} description={description} breadcrumb={breadcrumb} />
      <div className="mb-6 flex max-w-4xl flex-col gap-3 empty:hidden">
        {notices}
        {evidence && <Assumptions assumptions={evidence.assumptions} />}
      </div>
      <div
        className={
          beside ? "grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_26rem]" : "max-w-3xl"
        }
      >
        <TheForm {...props} />
        {beside && (
          <aside aria-label="What is known" className="flex min-w-0 flex-col gap-4">
            {evidence && <Found evidence={evidence} />}
            {document && <RunsAs document={document} />}
          </aside>
        )}
      </div>
    </>
  );
}

function TheForm(props: Props) {
  const { kind, options, server, endpoints, values, action } = props;
  const { submitLabel, draftLabel, afterwards } = props;
  return (
    <RequestForm
      action={action}
      values={values}
      submitLabel={submitLabel}
      afterwards={afterwards}
      {...(draftLabel !== undefined && { draftLabel })}
    >
      {CARRIED.filter((name) => values[name] !== undefined).map((name) => (
        <Carried key={name} name={name} />
      ))}
      <KindFields
        kind={kind}
        options={options}
        server={server}
        {...(endpoints !== undefined && { endpoints })}
      />
      <AboutFields kind={kind} />
      <CarriedErrors name="serverName" />
      <CarriedErrors name="revision" />
    </RequestForm>
  );
}

const CARRIED = ["kind", "number", "serverName", "evidence", "requestId", "revision"];

function Found({ evidence }: { evidence: Evidence }) {
  return (
    <CardSection title="What was found out" description="Goes to the reviewers with your request.">
      <EvidenceList evidence={evidence} />
    </CardSection>
  );
}

/** Above the form, since that is where it has to be answered. */
function Assumptions({ assumptions }: Pick<Evidence, "assumptions">) {
  if (assumptions.length === 0) return null;
  return (
    <Callout tone="warning" title="Not known, so please check">
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {assumptions.map((assumption) => (
          <li key={assumption}>{showHidden(assumption)}</li>
        ))}
      </ul>
    </Callout>
  );
}
