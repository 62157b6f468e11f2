import { OutsideLink } from "#components/server/outside-link.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { JsonObject } from "#lib/kernel/json.ts";

/** What the document of a new server says of it. */
export function AboutServer({ document }: { document: JsonObject }) {
  const text = (term: string, key: string): Definition[] => {
    const value = textIn(document, key);
    return value === "" ? [] : [{ term, value: showHidden(value) }];
  };
  const link = (term: string, href: string): Definition[] =>
    href === "" ? [] : [{ term, value: <OutsideLink href={href} /> }];
  return (
    <CardSection title="About the server" description="Texts and links, as the document says.">
      <DefinitionList
        items={[
          ...text("Name", "name"),
          ...text("Title", "title"),
          ...text("Description", "description"),
          ...link("Repository", textIn(objectIn(document, "repository"), "url")),
          ...link("Website", textIn(document, "websiteUrl")),
        ]}
      />
    </CardSection>
  );
}
