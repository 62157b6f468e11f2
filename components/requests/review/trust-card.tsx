import {
  ControlStatusChip,
  LevelChip,
  NotScannedChip,
  RiskChip,
} from "#components/trust/trust-chips.tsx";
import { coverageOf } from "#components/trust/trust-glance.tsx";
import { dateWords, RISK_WORDS, standWords } from "#components/trust/trust-words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { scanWaits } from "#lib/requests/core/scan-waits.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";
import { leastWords } from "#lib/reviews/core/trust-rules.ts";
import type { Step } from "#lib/trust/core/next-level.ts";
import { isRiskKnown } from "#lib/trust/core/assessed.ts";
import { WHO_MAY_SCAN } from "#lib/trust/core/who-may-scan.ts";
import { LEVEL_NAMES } from "#lib/trust/core/words.ts";
import type { Standing } from "#lib/trust/trust-parts.ts";
import { FoundList } from "./found-list.tsx";
import { ScanProgress, SCANS_ARE_OFF } from "./scan-progress.tsx";
import { trustReport } from "./trust-report.ts";

const MOST_STEPS = 5;

type Props = { request: Pick<RequestView, "trust" | "serverName" | "number"> };

/** What a reviewer sees first: how far this is trusted, whether that is enough, and what is missing. */
export function TrustCard({ request }: Props) {
  const { trust, number } = request;
  if (trust === null) return null;
  const { version, standing, dangers } = trust;
  const report = trustReport(request);
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
        <ScanProgress number={number} trust={trust} />
        <Dangers dangers={dangers} />
        {standing === null ? <Unknown trust={trust} /> : <Stands standing={standing} />}
        {dangers.length === 0 && <Enough trust={trust} />}
        {standing !== null && <Steps trust={trust} />}
        {report !== null && <FoundList findings={trust.findings} href={report.href} />}
        {report !== null && (
          <p className="text-sm">
            <TextLink href={report.href}>{report.label}</TextLink>
          </p>
        )}
      </div>
    </CardSection>
  );
}

function unknownWords({ version, scan, isScannable, scansByItself }: RequestTrust): string {
  if (version === null)
    return `Nothing was handed in yet. ${scansByItself ? "A request is scanned as soon as it is submitted, before anybody decides." : SCANS_ARE_OFF}`;
  if (!isScannable)
    return "It is installed in no way that Gatehouse can scan, which says nothing for or against it.";
  const waits = scanWaits(scan, scansByItself);
  if (waits === "coming")
    return "Its package, dependencies, code and publisher are looked at before anybody decides. The result appears here by itself.";
  return scan === null || waits !== null
    ? `Nobody has looked yet, which says nothing for or against it. ${WHO_MAY_SCAN}`
    : `Nothing could be found out yet, which says nothing for or against it. ${WHO_MAY_SCAN}`;
}

function Unknown({ trust }: { trust: RequestTrust }) {
  return (
    <>
      <div className="flex">
        <NotScannedChip />
      </div>
      <p className="text-sm text-muted">{unknownWords(trust)}</p>
    </>
  );
}

/** What no reviewer may pass. */
function Dangers({ dangers }: { dangers: readonly string[] }) {
  if (dangers.length === 0) return null;
  return (
    <Callout tone="danger" title="Dangerous: it must not be used">
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {dangers.map((danger) => (
          <li key={danger} className="break-words">
            {showHidden(danger)}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

function Stands({ standing }: { standing: Standing }) {
  const { level, kind, flag, risk, score, coverage, checkedAt, dropped } = standing;
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        <LevelChip level={level} kind={kind} flag={flag} score={score} />
        <RiskChip risk={isRiskKnown(standing) ? risk : null} />
      </div>
      <p className="text-sm text-muted">
        {isRiskKnown(standing) && `${RISK_WORDS[risk]} `}
        {score === null ? "Not enough could be checked for a score" : `Score ${score} of 100`},{" "}
        {coverageOf(coverage)} % of what counts was checked. Last looked at on{" "}
        {dateWords(checkedAt)}.
        {(flag !== "complete" || score === null) && ` ${standWords(standing)}`}
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
          And {steps.length - shown.length} more, in the report.
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
