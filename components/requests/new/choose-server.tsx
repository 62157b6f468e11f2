import { CircleAlert } from "lucide-react";
import { CardSection } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { KIND_WORDS, type RequestKind } from "#lib/requests/core/words.ts";
import { NEW_CRUMB } from "./crumbs.ts";

type Props = {
  kind: RequestKind;
  /** Servers of the asker's teams: most requests are about those. */
  mine: readonly { name: string; title: string | null }[];
  asked: string;
  error: string | null;
};

/** Which server a request of this kind is about. */
export function ChooseServer({ kind, mine, asked, error }: Props) {
  const { label, explanation } = KIND_WORDS[kind];
  return (
    <>
      <PageHeader title={label} description={explanation} breadcrumb={NEW_CRUMB} />
      <div className="flex max-w-2xl flex-col gap-6">
        <form action="/requests/new" method="get" className="flex flex-col gap-1.5">
          <input type="hidden" name="kind" value={kind} />
          <label htmlFor="server" className="font-medium">
            Official name of the server
          </label>
          <div className="flex flex-wrap gap-2">
            <Input
              id="server"
              name="server"
              required
              maxLength={300}
              defaultValue={asked}
              placeholder="io.github.acme/files"
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              aria-invalid={error === null ? undefined : true}
              aria-describedby={error === null ? undefined : "server-error"}
              className="min-w-0 flex-1 basis-64 font-mono"
            />
            <SubmitButton>Continue</SubmitButton>
          </div>
          {error !== null && (
            <p id="server-error" className="flex items-start gap-1.5 text-sm text-danger-text">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span>{error}</span>
            </p>
          )}
        </form>
        {mine.length > 0 && (
          <CardSection title="Servers of your teams" flush>
            <ul className="divide-y divide-line">
              {mine.slice(0, 50).map(({ name, title }) => (
                <li key={name} className="px-4 py-2">
                  <TextLink href={`/requests/new?kind=${kind}&server=${encodeURIComponent(name)}`}>
                    {showHidden(title ?? name)}
                  </TextLink>
                  {title && <code className="block text-sm break-all text-subtle">{name}</code>}
                </li>
              ))}
            </ul>
          </CardSection>
        )}
        <p className="text-sm text-muted">
          The name stands at the top of the server&rsquo;s page.{" "}
          <TextLink href="/servers">Browse servers</TextLink>
        </p>
      </div>
    </>
  );
}
