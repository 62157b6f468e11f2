import {
  ControlStatusChip,
  LevelChip,
  NotScannedChip,
  RiskChip,
} from "#components/trust/trust-chips.tsx";
import { coverageOf } from "#components/trust/trust-glance.tsx";
import { dateWords, flagWords, RISK_WORDS } from "#components/trust/trust-words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";
import { leastWords } from "#lib/reviews/core/trust-rules.ts";
import type { Step } from "#lib/trust/core/next-level.ts";
import { LEVEL_NAMES } from "#lib/trust/core/words.ts";
import type { Standing } from "#lib/trust/trust-parts.ts";
import type { ReviewProps } from "./review-props.ts";

const MOST_STEPS = 5;

/** What a reviewer sees first: how far this is trusted, whether that is enough, and what is missing. */
export function TrustCard({ request }: Pick<ReviewProps, "request">) {
  const { trust, serverName } = request;
  if (trust === null) return null;
  const { version, standing } = trust;
  const href =
    version === null
      ? null
      : `${serverPath(serverName, "trust")}?version=${encodeURIComponent(version)}`;
  return (
    <CardSection
      title="Trust"
      description={
        version === null ? (
          "How far it is trusted, by its trust scan."
        ) : (
          <>
            How far version <code>{showHidden(version)}</code> is trusted, by its trust scan.
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {standing === null ? (
          <Unknown isListed={version !== null} />
        ) : (
          <Stands standing={standing} />
        )}
        <Enough trust={trust} />
        {standing !== null && <Steps trust={trust} />}
        {href !== null && (
          <p className="text-sm">
            <TextLink href={href}>All controls and evidence on the Trust tab</TextLink>
          </p>
        )}
      </div>
    </CardSection>
  );
}

function Unknown({ isListed }: { isListed: boolean }) {
  return (
    <>
      <div className="flex">
        <NotScannedChip />
      </div>
      <p className="text-sm text-muted">
        {isListed
          ? "Nobody has looked yet, which says nothing for or against it. Ask for a scan on its Trust tab."
          : "This very document is not in the catalog yet. It is scanned as soon as it is, so what is known of it stands below."}
      </p>
    </>
  );
}

function Stands({ standing }: { standing: Standing }) {
  const { level, kind, flag, staleSince, risk, score, coverage, checkedAt, dropped } = standing;
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        <LevelChip level={level} kind={kind} flag={flag} />
        <RiskChip risk={risk} />
      </div>
      <p className="text-sm text-muted">
        {RISK_WORDS[risk]}{" "}
        {score === null ? "Not enough could be checked for a score" : `Score ${score} of 100`},{" "}
        {coverageOf(coverage)} % of what counts was checked. Last looked at on{" "}
        {dateWords(checkedAt)}.{flag !== "complete" && ` ${flagWords(flag, staleSince)}`}
      </p>
      {dropped !== null && (
        <p className="text-sm text-danger-text">
          It fell from L{dropped.from} {LEVEL_NAMES[dropped.from]} on {dateWords(dropped.at)}.
        </p>
      )}
    </>
  );
}

/** What the review policy asks, and whether this has it. */
function Enough({ trust: { rule, isEnough } }: { trust: RequestTrust }) {
  const { minimum, data, exceptionDays } = rule;
  if (minimum === 0) return null;
  const asks = `The review policy asks for ${leastWords(minimum)} or higher for ${data} data.`;
  if (isEnough) return <p className="text-sm text-muted">{asks} It has that.</p>;
  return (
    <Callout tone="danger" title="Too low to be approved">
      <p>
        {asks}{" "}
        {exceptionDays === 0
          ? "The policy knows no exception: request changes, or decide after a better scan."
          : `Request changes, or decide after a better scan. Security may approve it with an end date within ${exceptionDays} ${exceptionDays === 1 ? "day" : "days"}.`}
      </p>
    </Callout>
  );
}

function Steps({ trust: { steps, stepsTo } }: { trust: RequestTrust }) {
  if (stepsTo === null || steps.length === 0) return null;
  const shown = steps.slice(0, MOST_STEPS);
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="font-medium">
        What is missing for L{stepsTo} {LEVEL_NAMES[stepsTo]}
      </h3>
      <ul className="flex flex-col gap-2 text-sm">
        {shown.map((step) => (
          <StepLine key={step.control} step={step} />
        ))}
      </ul>
      {steps.length > shown.length && (
        <p className="text-sm text-subtle">
          And {steps.length - shown.length} more, on the Trust tab.
        </p>
      )}
    </div>
  );
}

function StepLine({ step }: { step: Step }) {
  const { control, title, status, detail, remediation } = step;
  return (
    <li className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-1.5">
        <ControlStatusChip status={status} />
        <span className="font-medium">{title}</span>
        <code className="text-subtle">{control}</code>
      </span>
      <span className="break-words text-muted">{showHidden(remediation[0] ?? detail)}</span>
    </li>
  );
}
