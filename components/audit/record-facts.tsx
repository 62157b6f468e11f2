import { Disclosure } from "#components/admin/disclosure.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { factsDiff, type FactDiff } from "#lib/audit/core/facts-diff.ts";
import type { AuditRecordView } from "#lib/audit/get-event.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";

/** What changed, fact by fact; what stayed as it was is folded away, and so is the JSON. */
export function RecordFacts({ record }: { record: AuditRecordView }) {
  const { facts, personal, before, after } = record;
  const diff = factsDiff(facts.before, facts.after);
  const same = diff.filter(({ changed }) => !changed);
  return (
    <CardSection title={facts.before === null ? "What it says" : "What changed"}>
      <div className="flex flex-col gap-4">
        {diff.length === same.length ? (
          <p className="text-muted">
            {diff.length === 0 ? "It has no facts of its own." : "Nothing differs."}
          </p>
        ) : (
          <Diff facts={diff.filter(({ changed }) => changed)} />
        )}
        {same.length > 0 && (
          <Disclosure label={`${same.length} unchanged`} wide>
            <Diff facts={same} />
          </Disclosure>
        )}
        <Personal personal={personal} />
        {(before ?? after) !== null && (
          <Disclosure label="As it is hashed: canonical JSON" wide>
            <div className="flex flex-col gap-3">
              {before !== null && <CodeBlock code={before} label="before" wrap />}
              {after !== null && <CodeBlock code={after} label="after" wrap />}
            </div>
          </Disclosure>
        )}
      </div>
    </CardSection>
  );
}

function Diff({ facts }: { facts: readonly FactDiff[] }) {
  return (
    <dl className="flex flex-col divide-y divide-line">
      {facts.map(({ path, before, after, changed }) => (
        <div key={path} className="grid gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="wrap-anywhere text-subtle">{showHidden(path)}</dt>
          <dd className="flex min-w-0 flex-col gap-0.5 wrap-anywhere whitespace-pre-wrap">
            {before !== null && changed && (
              <del className="text-subtle">
                <span className="sr-only">Before: </span>
                {showHidden(before)}
              </del>
            )}
            {after === null ? (
              <span className="text-subtle">removed</span>
            ) : (
              <ins className="text-ink no-underline">
                {before !== null && changed && <span className="sr-only">After: </span>}
                {showHidden(after)}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Closed = Extract<AuditRecordView["personal"], string>;
const CLOSED: Readonly<
  Record<Closed, { tone: "neutral" | "warning" | "danger"; title: string; text: string }>
> = {
  erased: {
    tone: "neutral",
    title: "Its personal part was erased",
    text: "The key that opened it was destroyed; each verification checks that a record of the log says so. The record itself stands, and still proves.",
  },
  expired: {
    tone: "neutral",
    title: "Its personal part was removed by age",
    text: "Personal parts are kept for a time of their own; each verification checks that a record of the log says so. The record itself stands, and still proves.",
  },
  unreadable: {
    tone: "warning",
    title: "Its personal part cannot be read",
    text: "It was sealed with another key (AUDIT_PAYLOAD_KEY) than the one in use now.",
  },
  changed: {
    tone: "danger",
    title: "Its personal part was changed",
    text: "It does not fit what the record committed to, so it is not shown. The record itself stands, and still proves.",
  },
  missing: {
    tone: "danger",
    title: "Its personal part was taken away",
    text: "Neither an erasure nor retention did that: what they remove leaves a mark. The record itself stands, and still proves.",
  },
};

function Personal({ personal }: Pick<AuditRecordView, "personal">) {
  if (personal === null) return null;
  if (typeof personal === "string") {
    const { tone, title, text } = CLOSED[personal];
    return (
      <Callout tone={tone} title={title}>
        {text}
      </Callout>
    );
  }
  return (
    <p className="text-sm text-subtle">
      What is personal here is kept apart, encrypted. The log itself holds a commitment to it.
    </p>
  );
}
