import { TextLink } from "#components/ui/link.tsx";
import type { FilterTexts } from "#lib/audit/core/filter-query.ts";
import { isId, isNamedKind, MOST_TEAMS } from "#lib/audit/core/named-kinds.ts";
import type { AuditPage } from "#lib/audit/list-events.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { auditHref, without } from "./audit-href.ts";
import { targetLabel } from "./filter-labels.ts";

type Props = Pick<AuditPage, "objects"> & { filters: FilterTexts };

/** Several things are called so: all are shown, and each can be chosen. */
export function ObjectsNote({ objects, filters }: Props) {
  if (objects === null || objects.length < 2) return null;
  const isCut = objects.filter(({ kind }) => kind === "team").length >= MOST_TEAMS;
  return (
    <p className="text-sm text-muted">
      {objects.length} things are called “{showHidden(filters.targetId ?? "")}”, and the records of
      all are shown. Only of one:{" "}
      {objects.map(({ kind, id, name, key }, at) => (
        <span key={`${kind} ${id}`}>
          {at > 0 && ", "}
          <TextLink href={auditHref({ ...without(filters, "targetKind"), targetId: id })}>
            {targetLabel(kind).toLowerCase()} {showHidden(name)}
            {key !== name && ` (${showHidden(key)})`}
          </TextLink>
        </span>
      ))}
      .
      {isCut &&
        ` Of teams, the oldest ${MOST_TEAMS} of this name are looked up: there may be more, which their ids find.`}
    </p>
  );
}

/** Why an object may not be found: names are those of today. Null: it was, or none was asked for. */
export function NoObject({ objects, filters }: Props) {
  const { targetId, targetKind } = filters;
  if (targetId === undefined || isId(targetId)) return null;
  if (targetKind !== undefined && !isNamedKind(targetKind))
    return (
      <p>
        Of this kind, objects are found by their id alone. Names are looked up of servers, requests,
        teams and people.
      </p>
    );
  if (objects === null || objects.length > 0) return null;
  const what = targetKind === undefined ? "Nothing" : `No ${targetLabel(targetKind).toLowerCase()}`;
  const words = { ...without(filters, "targetId", "targetKind"), q: phrase(targetId) };
  return (
    <p>
      {what} is called “{showHidden(targetId)}” now. What was renamed or removed is not found by its
      old name: look among <TextLink href={auditHref(words)}>the words of the records</TextLink>,
      where the old name may stand, and go on with its id.
    </p>
  );
}

/** These words in this order. */
const phrase = (text: string) => `"${text.replaceAll('"', " ").trim()}"`;
