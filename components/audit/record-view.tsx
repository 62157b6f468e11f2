import { CardSection } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { actionSentence } from "#lib/audit/core/action-words.ts";
import type { AuditRecordView } from "#lib/audit/get-event.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { auditHref } from "./audit-href.ts";
import { OutcomeBadge } from "./audit-table.tsx";
import { ACTOR_KIND_LABELS, KIND_LABELS, targetLabel } from "./filter-labels.ts";
import { ProofPanel } from "./proof-panel.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { TargetLink } from "./target-link.tsx";

type Props = { record: AuditRecordView; now: Date };

/** One record: what it says in words, what changed, and the proof that it stands in the log. */
export function RecordView({ record, now }: Props) {
  return (
    <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <div className="flex min-w-0 flex-col gap-6">
        <CardSection title="What happened">
          <p className="mb-4 max-w-prose text-base">
            <strong>{showHidden(record.actor.name)}</strong> {actionSentence(record.action)}
            {record.outcome === "success" ? "." : ` (${record.outcome}).`}
          </p>
          <DefinitionList items={whatHappened(record, now)} />
        </CardSection>
        <RecordFacts record={record} />
        <CardSection
          title="Its place in the log"
          description="A writer is one chain of records: each holds the hash of the one before it."
        >
          <DefinitionList items={placeOf(record)} />
        </CardSection>
      </div>
      <ProofPanel shown={entryOf(record)} />
    </div>
  );
}

/** What the proof is about: nothing of it was looked up, merged or put in words. */
function entryOf(record: AuditRecordView) {
  const {
    actor: _a,
    target: _t,
    credential: _c,
    facts: _f,
    personal: _p,
    leaf: _l,
    hash: _h,
    ...entry
  } = record;
  return entry;
}

function whatHappened(record: AuditRecordView, now: Date): Definition[] {
  const { at, actor, actorKind, actorId, target, targetKind, targetId, credential } = record;
  return [
    {
      term: "When",
      value: (
        <>
          <LocalTime iso={at}>{`${at.replace("T", " ").replace("Z", "")} UTC`}</LocalTime>
          <span className="text-subtle">
            {" "}
            (<RelativeTime at={new Date(at)} now={now} />)
          </span>
        </>
      ),
    },
    {
      term: "Who",
      value: (
        <span className="flex flex-col">
          <TextLink href={auditHref({ actor: actorId })}>{showHidden(actor.name)}</TextLink>
          <span className="wrap-anywhere text-subtle">
            {actor.email ??
              ACTOR_KIND_LABELS[actorKind as keyof typeof ACTOR_KIND_LABELS] ??
              actorKind}
          </span>
        </span>
      ),
    },
    ...(credential === null
      ? []
      : [
          {
            term: "With the token",
            value: showHidden(credential.name ?? record.credentialId ?? ""),
          },
        ]),
    {
      term: "Object",
      value: (
        <span className="flex flex-col">
          <TargetLink
            target={{ kind: targetKind, id: targetId, name: target.name, email: target.email }}
          />
          <span className="text-subtle">
            {targetLabel(targetKind)} ·{" "}
            <TextLink href={auditHref({ targetKind, targetId })}>All records about it</TextLink>
          </span>
        </span>
      ),
    },
    { term: "Outcome", value: <OutcomeBadge outcome={outcomeOf(record)} /> },
    { term: "Kind", value: KIND_LABELS[record.kind as keyof typeof KIND_LABELS] ?? record.kind },
    { term: "Action", value: <code>{record.action}</code> },
    ...(record.requestId === ""
      ? []
      : [{ term: "Request", value: <Id text={record.requestId} what="request id" /> }]),
    ...(record.traceId === null
      ? []
      : [{ term: "Trace", value: <Id text={record.traceId} what="trace id" /> }]),
  ];
}

const outcomeOf = ({ outcome }: AuditRecordView) =>
  outcome === "refused" || outcome === "failed" ? outcome : "success";

function placeOf({ id, writer, epoch, seq, leaf, hash, prev }: AuditRecordView): Definition[] {
  return [
    { term: "Record", value: <Id text={id} what="record id" /> },
    { term: "Writer", value: `${writer}, epoch ${epoch}, record ${seq.toLocaleString("en")}` },
    {
      term: "Leaf",
      value: leaf === null ? "It has no place in the tree yet." : leaf.toLocaleString("en"),
    },
    { term: "Hash", value: <Id text={hash} what="hash" /> },
    { term: "Hash before", value: <Id text={prev} what="hash before" /> },
  ];
}

function Id({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="min-w-0 py-1 break-all">{text}</code>
      <CopyButton text={text} label={`Copy ${what}`} />
    </span>
  );
}
