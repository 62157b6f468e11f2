import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { KIND_WORDS, REQUEST_KINDS } from "#lib/requests/core/words.ts";
import { ReferenceForm } from "./reference-form.tsx";
import { REQUESTS_CRUMB } from "./crumbs.ts";

type Props = { reference?: string; error?: string | null };

/** What can be asked for; listing a server first, because that is what most come for. */
export function ChooseKind({ reference = "", error = null }: Props) {
  return (
    <>
      <PageHeader
        title="New request"
        description="Everything that changes the catalog is asked for, looked at by others, and carried out with the last approval."
        breadcrumb={REQUESTS_CRUMB}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <CardSection
          title={KIND_WORDS.list_server.label}
          description="Paste what you found: the form fills itself from the package, its repository and the official registry."
        >
          <ReferenceForm value={reference} error={error} />
          <p className="mt-4 border-t border-line pt-3 text-sm text-muted">
            Nothing to paste?{" "}
            <TextLink href="/requests/new?kind=list_server">Describe it by hand</TextLink>, or paste
            a server.json there.
          </p>
        </CardSection>
        <CardSection title="About a server that is listed" flush>
          <ul className="divide-y divide-line">
            {REQUEST_KINDS.filter((kind) => kind !== "list_server").map((kind) => (
              <li key={kind} className="px-4 py-2.5">
                <TextLink href={`/requests/new?kind=${kind}`} className="font-medium">
                  {KIND_WORDS[kind].label}
                </TextLink>
                <p className="text-sm text-subtle">{KIND_WORDS[kind].explanation}</p>
              </li>
            ))}
          </ul>
        </CardSection>
      </div>
    </>
  );
}
