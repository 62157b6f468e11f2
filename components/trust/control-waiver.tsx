import type { ReactNode } from "react";
import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Link, TextLink } from "#components/ui/link.tsx";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { waiverLink } from "#lib/ownership/core/request-links.ts";
import { waiverRefusal } from "#lib/trust/core/waivers.ts";
import type { ControlView } from "#lib/trust/get-trust.ts";
import type { WaiverView } from "#lib/trust/waivers/waiver-view.ts";
import type { WaiversView } from "#lib/trust/waivers/waivers-of-version.ts";
import { dateWords, momentWords } from "./trust-words.ts";

export type EndWaiverAction = (previous: FormState, form: FormData) => Promise<FormState>;
export type WaiverContext = {
  name: string;
  version: string;
  /** The way to install that is shown. */
  option: string;
  view: WaiversView;
  action: EndWaiverAction;
};

type Props = { control: ControlView; waivers: WaiverContext };

/** What was accepted of a control that fails, or how it can be, or why it never can. */
export function ControlWaiver({ control, waivers }: Props) {
  if (control.status !== "fail" && control.status !== "waived") return null;
  const own = waivers.view.all.filter(
    (one) => one.control === control.control && one.option === waivers.option,
  );
  const inForce = own.find(({ id }) => id === control.waiverId);
  return (
    <div className="flex flex-col gap-2">
      <h4 className="font-medium">Waiver</h4>
      {inForce === undefined ? (
        <NoWaiver control={control} waivers={waivers} before={own[0]} />
      ) : (
        <InForce waiver={inForce} control={control} waivers={waivers} />
      )}
    </div>
  );
}

function InForce({ waiver, ...props }: Props & { waiver: WaiverView }) {
  const { waivers } = props;
  const { expiresAt, ownerTeam, askedBy, approvedBy, reason, request, grantedAt } = waiver;
  return (
    <>
      <p className="max-w-prose text-muted">
        It does not hold, and people have accepted that for a time. It counts half, its findings
        stay, and anything new that is found is not covered.
      </p>
      <DefinitionList
        items={[
          { term: "Until", value: <Moment at={expiresAt} /> },
          {
            term: "Asked by",
            value: `${askedBy === null ? "Somebody who is gone" : showHidden(askedBy)}, for ${showHidden(ownerTeam)}, which answers for it`,
          },
          {
            term: "Approved by",
            value:
              approvedBy.length === 0
                ? "Not on record any more"
                : approvedBy.map(showHidden).join(", "),
          },
          { term: "Since", value: <Moment at={grantedAt} /> },
          {
            term: "Reason",
            value: <span className="whitespace-pre-line">{showHidden(reason)}</span>,
          },
          {
            term: "Request",
            value: <TextLink href={`/requests/${request}`}>{request}</TextLink>,
          },
        ]}
      />
      <Ask {...props} label="Ask for a longer one" />
      {waivers.view.mayEnd && <EndEarly waiver={waiver} action={waivers.action} />}
    </>
  );
}

function Moment({ at }: { at: Date }) {
  return <time dateTime={at.toISOString()}>{momentWords(at)}</time>;
}

function EndEarly({ waiver, action }: { waiver: WaiverView; action: EndWaiverAction }) {
  return (
    <Disclosure label="End it early">
      <ActionForm
        action={action}
        submitLabel="End the waiver"
        pendingLabel="Ending…"
        variant="secondary"
      >
        <input type="hidden" name="waiverId" value={waiver.id} />
        <FormTextarea
          label="Reason"
          name="reason"
          required
          rows={2}
          maxLength={2_000}
          hint="The control fails again at once. The owner team and security are told."
        />
      </ActionForm>
    </Disclosure>
  );
}

function NoWaiver({ control, waivers, before }: Props & { before: WaiverView | undefined }) {
  const refusal = waiverRefusal(control);
  return (
    <>
      {before !== undefined && <Before waiver={before} />}
      {refusal === null ? (
        <Ask control={control} waivers={waivers} label="Ask for a waiver" />
      ) : (
        <p className="max-w-prose text-muted">It cannot be waived. {refusal}</p>
      )}
    </>
  );
}

const ENDED: Readonly<Record<WaiverView["state"], string>> = {
  in_force: "does not cover what was found since",
  expired: "ran out",
  ended: "was ended",
  void: "became void",
};

function Before({ waiver: { state, request, expiresAt, end } }: { waiver: WaiverView }) {
  return (
    <p className="max-w-prose break-words text-muted">
      The waiver of <TextLink href={`/requests/${request}`}>{request}</TextLink>{" "}
      {state === "in_force"
        ? `until ${dateWords(expiresAt)} ${ENDED[state]}.`
        : `${ENDED[state]} on ${dateWords(end?.at ?? expiresAt)}.`}
      {end !== null && state !== "expired" && ` ${showHidden(end.reason)}`}
    </p>
  );
}

/** The way to a request, or the one that is under way, or who could ask. */
function Ask({ control, waivers, label }: Props & { label: string }): ReactNode {
  const { name, version, option, view } = waivers;
  const asked = view.asked.find((one) => one.control === control.control && one.option === option);
  if (asked !== undefined)
    return (
      <p>
        <TextLink href={`/requests/${asked.request}`}>{asked.request}</TextLink> asks for a waiver
        and is being reviewed.
      </p>
    );
  if (!view.mayAsk)
    return control.status === "waived" ? null : (
      <p className="max-w-prose text-muted">
        Members of the owner team may ask for a waiver: others then look at what was found, and
        accept it for a time or not.
      </p>
    );
  return (
    <p>
      <Link
        href={waiverLink(name, { version, option, control: control.control })}
        className={buttonStyle({ size: "sm" })}
      >
        {label}
        <span className="sr-only"> of {control.title}</span>
      </Link>
    </p>
  );
}
