import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { LIFECYCLE_LABELS } from "#lib/catalog/core/words.ts";
import type { LookAlikeServer } from "#lib/catalog/list-look-alikes.ts";

/** Names made to be confused are an attack: whoever reads one should see the other. */
export function LookAlikeWarning({ others }: { others: readonly LookAlikeServer[] }) {
  return (
    <Callout tone="warning" title="Another server has a name that looks like this one">
      <p>Compare them letter by letter before you connect:</p>
      <ul>
        {others.map(({ name, lifecycle }) => (
          <li key={name}>
            <TextLink href={serverPath(name)}>
              <code>{name}</code>
            </TextLink>{" "}
            ({LIFECYCLE_LABELS[lifecycle].label.toLowerCase()})
          </li>
        ))}
      </ul>
    </Callout>
  );
}
