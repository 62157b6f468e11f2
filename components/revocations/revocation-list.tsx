import { Ban } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { KIND_WORDS } from "#lib/revocations/core/words.ts";
import type { RevocationPage, RevocationView } from "#lib/revocations/list-revocations.ts";
import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import { RecoverySteps } from "./recovery-steps.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type Props = {
  page: RevocationPage;
  state: "in_force" | "all";
  isFirst: boolean;
  now: Date;
  lift: Action;
  /** Null: this person may not write down what was done. */
  record: Action | null;
};

export function RevocationList({ page, state, isFirst, now, lift, record }: Props) {
  const base = state === "all" ? "/revocations?state=all" : "/revocations";
  if (page.revocations.length === 0)
    return (
      <EmptyState title="Nothing is revoked" icon={Ban}>
        A digest, a package or a server that is revoked here is withheld from every client at once,
        and so is whatever installs it later.
      </EmptyState>
    );
  const next = page.nextCursor;
  return (
    <>
      {page.revocations.map((revocation) => (
        <RevocationCard
          key={revocation.id}
          revocation={revocation}
          now={now}
          lift={lift}
          record={record}
        />
      ))}
      {(next !== null || !isFirst) && (
        <Pagination
          summary={`${page.revocations.length} revocations`}
          previousHref={isFirst ? null : base}
          nextHref={
            next === null
              ? null
              : `${base}${base.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next)}`
          }
        />
      )}
    </>
  );
}

type CardProps = Pick<Props, "now" | "lift" | "record"> & { revocation: RevocationView };

function RevocationCard({ revocation, now, lift, record }: CardProps) {
  const { id, subject, kind, liftAs, liftRefusal, recovery } = revocation;
  return (
    <CardSection
      className="[overflow-wrap:anywhere]"
      title={showHidden(subject)}
      actions={
        revocation.lift === null ? (
          <Badge tone="danger" icon={Ban}>
            {KIND_WORDS[kind].label}
          </Badge>
        ) : (
          <Badge>Lifted</Badge>
        )
      }
    >
      <p className="mb-3 max-w-prose break-words whitespace-pre-line">
        {showHidden(revocation.reason)}
      </p>
      <DefinitionList items={facts(revocation, now)} />
      {recovery !== null && (
        <RecoverySteps
          id={id}
          recovery={recovery}
          now={now}
          record={revocation.lift === null ? record : null}
        />
      )}
      {liftAs !== null && <LiftForm id={id} subject={subject} as={liftAs} lift={lift} />}
      {liftAs === null && revocation.lift === null && liftRefusal !== null && (
        <p className="mt-4 text-sm text-subtle">{liftRefusal}</p>
      )}
    </CardSection>
  );
}

const LIFT_WORDS = {
  lift: {
    label: "Lift the revocation of",
    submit: "Lift revocation",
    hint: "Stays on record. What it stopped is offered again at once.",
  },
  propose: {
    label: "Propose to lift the revocation of",
    submit: "Propose to lift",
    hint: "Stays on record. An imported list revoked it, so it stays revoked until a second person agrees.",
  },
} as const;

type LiftProps = { id: string; subject: string; as: keyof typeof LIFT_WORDS; lift: Action };

function LiftForm({ id, subject, as, lift }: LiftProps) {
  const { label, submit, hint } = LIFT_WORDS[as];
  return (
    <div className="mt-4">
      <Disclosure label={`${label} ${showHidden(subject)}`}>
        <ActionForm action={lift} submitLabel={submit} pendingLabel="Saving…" variant="secondary">
          <input type="hidden" name="id" value={id} />
          <FormTextarea
            label="Why it may be used again"
            name="reason"
            required
            rows={2}
            maxLength={2000}
            hint={hint}
          />
        </ActionForm>
      </Disclosure>
    </div>
  );
}

function facts(revocation: RevocationView, now: Date) {
  const { kind, since, by, at, source, lift, proposals } = revocation;
  return [
    { term: "Kind", value: `${KIND_WORDS[kind].label}: ${KIND_WORDS[kind].means}` },
    { term: "Dangerous since", value: <ExactDate at={since} /> },
    {
      term: "Revoked",
      value: (
        <>
          <RelativeTime at={at} now={now} />, by {showHidden(by)}
          {source === "feed" && " (imported list)"}
        </>
      ),
    },
    { term: "Stops here", value: <Stopped revocation={revocation} /> },
    ...proposals.map((proposal) => ({
      term: "Proposed to lift",
      value: (
        <>
          <RelativeTime at={proposal.at} now={now} />, by {proposal.by}:{" "}
          {showHidden(proposal.reason)}
        </>
      ),
    })),
    ...(lift === null
      ? []
      : [
          {
            term: "Lifted",
            value: (
              <>
                <RelativeTime at={lift.at} now={now} />, by {lift.by}: {showHidden(lift.reason)}
              </>
            ),
          },
        ]),
  ];
}

function Stopped({ revocation: { versions, versionCount, lift } }: { revocation: RevocationView }) {
  if (versionCount === 0)
    return lift === null ? "no version; what is registered later is compared with it" : "nothing";
  const more = versionCount - versions.length;
  return (
    <ul>
      {versions.map(({ server, version }) => (
        <li key={`${server} ${version}`}>
          <TextLink href={serverPath(server, "versions")}>
            <code className="[overflow-wrap:anywhere]">
              {server}@{showHidden(version)}
            </code>
          </TextLink>
        </li>
      ))}
      {more > 0 && <li>and {more.toLocaleString("en")} more</li>}
    </ul>
  );
}
