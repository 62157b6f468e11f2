import { ChangeView } from "#components/server/change-view.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { payloadChanges, type AskedChange } from "#lib/requests/core/payload-words.ts";
import type { ReviewProps } from "./review-props.ts";
import { teamNames } from "./team-names.ts";

/** What is different since this reader last looked, so that nothing is read twice. */
export function SinceCard({ request }: ReviewProps) {
  const { lastSeenRevision, change, payload, ownerTeam, revision } = request;
  const since = change.sinceRevision.find((one) => one.revision === lastSeenRevision);
  if (!since) return null;
  const asked = payloadChanges(since.payload, payload, teamNames(ownerTeam, since.ownerTeam));
  const changes = since.diff?.changes ?? [];
  if (asked.length + changes.length === 0)
    return (
      <Callout tone="neutral" title="Nothing of the change is different since your last look">
        Revision {revision} asks for the same as revision {since.revision}, which you saw. Only the
        words around it may have changed.
      </Callout>
    );
  return (
    <CardSection
      title={`Changes since your last review (${asked.length + changes.length})`}
      description={`From revision ${since.revision}, which you saw, to revision ${revision}.`}
      className="border-accent-line"
      flush
    >
      <ul className="divide-y divide-line">
        {asked.map((one) => (
          <Asked key={one.term} change={one} />
        ))}
        {changes.map((one, at) => (
          <ChangeView key={`${one.path} ${at}`} change={one} />
        ))}
      </ul>
      {since.diff && since.diff.more > 0 && (
        <p className="px-4 py-2.5 text-muted">And {since.diff.more.toLocaleString("en")} more.</p>
      )}
    </CardSection>
  );
}

function Asked({ change: { term, before, after } }: { change: AskedChange }) {
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5">
      <span className="font-medium break-words">{showHidden(term)}</span>
      <span className="text-sm break-words">
        <del className="text-danger-text">{showHidden(before.join(", ")) || "nothing"}</del>{" "}
        <span className="text-subtle">becomes</span>{" "}
        <ins className="text-success-text no-underline">
          {showHidden(after.join(", ")) || "nothing"}
        </ins>
      </span>
    </li>
  );
}
