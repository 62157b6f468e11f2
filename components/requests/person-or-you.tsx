import { Avatar } from "#components/ui/avatar.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { PersonRef } from "#lib/requests/request-view.ts";

/** A person with their initials; the reader is "You". */
export function PersonOrYou({ person, me }: { person: PersonRef; me: string }) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
      <Avatar name={person.name} kind="person" />
      <span className="self-baseline truncate">
        {person.id === me ? "You" : showHidden(person.name)}
      </span>
    </span>
  );
}
