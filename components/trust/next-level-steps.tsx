import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { NextLevel, Step } from "#lib/trust/core/next-level.ts";
import { LEVEL_NAMES } from "#lib/trust/core/words.ts";
import type { ControlView } from "#lib/trust/get-trust.ts";
import { ControlStatusChip } from "./trust-chips.tsx";
import { REASON_ADVICE } from "./trust-words.ts";

type Props = {
  /** Null: it has the highest level that there is for its kind. */
  next: NextLevel | null;
  controls: readonly ControlView[];
};

/** What stands between this level and the next one, as a list to work off. */
export function NextLevelSteps({ next, controls }: Props) {
  if (next === null)
    return (
      <CardSection title="The way up">
        <p className="text-muted">It has the highest level that there is for its kind.</p>
      </CardSection>
    );
  const name = `L${next.level} ${LEVEL_NAMES[next.level]}`;
  const never = next.steps.filter(
    (step) =>
      controls.find(({ control }) => control === step.control)?.reason === "not_implemented",
  );
  return (
    <CardSection
      title={`The way to ${name}`}
      description={
        next.steps.length === 0
          ? "Nothing that was seen stands in its way. The next scan decides."
          : next.steps.length === 1
            ? "One control stands in its way."
            : `${next.steps.length} controls stand in its way. What fails comes first, then what could not be checked.`
      }
      flush
    >
      {never.length > 0 && (
        <p className="max-w-prose px-4 pt-3 text-sm">
          {name} cannot be reached with this version of Gatehouse, whatever is done: it does not
          check {listOf(never.map(({ title }) => title))}.
        </p>
      )}
      {next.steps.length > 0 && (
        <ol className="divide-y divide-line">
          {next.steps.map((step) => (
            <StepItem
              key={step.control}
              step={step}
              reason={controls.find(({ control }) => control === step.control)?.reason ?? null}
            />
          ))}
        </ol>
      )}
    </CardSection>
  );
}

function listOf(titles: readonly string[]): string {
  const [last, ...others] = [...titles].reverse();
  return others.length === 0 ? (last ?? "") : `${others.reverse().join(", ")} and ${last}`;
}

function StepItem({ step, reason }: { step: Step; reason: ControlView["reason"] }) {
  const { control, title, status, detail, remediation } = step;
  const todo = remediation.length > 0 || reason === null ? remediation : [REASON_ADVICE[reason]];
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <ControlStatusChip status={status} />
        <a
          href={`#${control}`}
          className="font-medium text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current"
        >
          {title}
        </a>
        <code className="text-sm text-subtle">{control}</code>
      </div>
      <p className="max-w-prose text-sm break-words text-muted">{showHidden(detail)}</p>
      {todo.length > 0 && (
        <ul
          aria-label={`What to do about ${title}`}
          className="max-w-prose list-disc pl-5 text-sm marker:text-subtle"
        >
          {todo.map((one) => (
            <li key={one} className="break-words">
              {showHidden(one)}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
