import { ShieldCheck } from "lucide-react";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { OptionDrift, ToolDriftView } from "#lib/trust/tools/get-tool-drift.ts";
import { KIND_WORDS } from "../trust-words.ts";
import { DecideForm } from "./decide-form.tsx";
import { ToolChange } from "./tool-change.tsx";

type Props = { name: string; view: ToolDriftView; action: FormAction };

const ON_OFFER: ReadonlySet<string> = new Set(["approved", "deprecated"]);

/** Whether the tools are as they were approved; what changed since, and who decides about it. */
export function ToolDriftPanel(props: Props) {
  const { view } = props;
  if (view.options.length === 0 || !ON_OFFER.has(view.lifecycle)) return null;
  return (
    <>
      {view.options.map((option) => (
        <OptionPanel key={option.option} {...props} option={option} />
      ))}
    </>
  );
}

type OptionProps = Props & { option: OptionDrift };

function OptionPanel(props: OptionProps) {
  const { view, option } = props;
  if (option.state === "none") return <NotApproved {...props} />;
  if (option.changes.length === 0) return <AsApproved {...props} />;
  const held = option.changes.filter(({ isHeld }) => isHeld).length;
  const { title, description } = wordsOf(option, held);
  return (
    <CardSection title={`${title}${ofOption(props)}`} description={description} flush>
      {option.state === "unreadable" && (
        <Callout tone="danger" title="What was approved cannot be read" className="m-4">
          So nothing counts as approved, and every tool is held. Security looks at all of them and
          approves them again.
        </Callout>
      )}
      <DecideForm {...props}>
        {(choiceOf) => (
          <ul className="divide-y divide-line">
            {option.changes.map((change) => (
              <ToolChange key={change.tool} change={change} choice={choiceOf(change)} />
            ))}
          </ul>
        )}
      </DecideForm>
      {option.changesInAll > option.changes.length && (
        <p className="px-4 py-3 text-muted">
          These are the first {option.changes.length} of {option.changesInAll.toLocaleString("en")}.
        </p>
      )}
      {view.mayQuarantine && held > 0 && (
        <p className="border-t border-line px-4 py-3 text-sm text-muted">
          If the whole server should not be used any more,{" "}
          <TextLink href={serverPath(props.name, "operate")}>quarantine it</TextLink>: nobody can
          connect it then.
        </p>
      )}
    </CardSection>
  );
}

function wordsOf({ pin }: OptionDrift, held: number) {
  if (pin?.cause === "unseen")
    return {
      title: "Nobody has approved these tools yet",
      description:
        "No scan had seen any when this version was approved. They must not be used until security has decided.",
    };
  return {
    title: "Changed since approval",
    description:
      held === 0
        ? "Nothing is held: these changes are noted, and agents may go on using the tools."
        : "Only what is marked as held must not be used until security has decided. All other tools stay approved.",
  };
}

/** Named where there are several. */
const ofOption = ({ view, option }: OptionProps) =>
  view.options.length === 1 ? "" : `: ${KIND_WORDS[option.kind]} ${showHidden(option.name)}`;

function AsApproved(props: OptionProps) {
  const { pin } = props.option;
  if (pin === null || pin.cause === "unseen") return null;
  return (
    <p className="flex items-start gap-1.5 text-sm text-muted">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
      <span>
        Its tools{ofOption(props)} are as they were approved
        {pin.by !== null && ` by ${showHidden(pin.by)}`} on <ExactDate at={pin.at} />. Changes are
        held from then on.
      </span>
    </p>
  );
}

function NotApproved(props: OptionProps) {
  const { tools } = props.option.seen;
  return (
    <CardSection
      title={`Tool definitions nobody has approved${ofOption(props)}`}
      description={`${
        tools.length === 1 ? "One tool was" : `${tools.length} tools were`
      } seen on the server itself, and no review has shown them. Once security has approved them as they are, every later change is held until somebody has looked at it.`}
      flush
    >
      <DecideForm {...props}>{() => null}</DecideForm>
    </CardSection>
  );
}
