import { Download } from "lucide-react";
import type { ExportView } from "#lib/exports/get-export.ts";
import { withQuery } from "#components/admin/page-links.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LeftOut } from "./left-out.tsx";

type Props = {
  made: ExportView;
  audience: string | undefined;
  /** The public address of this product. */
  base: string;
};

const PREVIEW_CHARACTERS = 20_000;

export function ExportPanel({ made, audience, base }: Props) {
  const { format, text, servers, digest, missing } = made;
  const path = `/api/v1/exports/${format.id}`;
  const address = `${base}${withQuery(path, { audience })}`;
  const cut = text.length > PREVIEW_CHARACTERS;
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <CardSection
        title={format.label}
        description={format.what}
        actions={
          <a
            href={withQuery(path, { audience, download: 1 })}
            download={format.fileName}
            className={buttonStyle({ variant: "primary" })}
          >
            <Download aria-hidden /> Download {format.fileName}
          </a>
        }
      >
        <DefinitionList
          items={[
            {
              term: "Holds",
              value: `${servers.toLocaleString("en")} ${servers === 1 ? "server" : "servers"}`,
            },
            { term: "Put it", value: format.where },
            { term: "When empty", value: format.whenEmpty },
            { term: "SHA-256", value: <code className="text-sm break-all">{digest}</code> },
            { term: "Source", value: format.source },
          ]}
        />
        {servers === 0 && (
          <Callout tone="warning" className="mt-4" title="Nothing approved is in it">
            {format.whenEmpty}
          </Callout>
        )}
        <div className="mt-4">
          <CodeBlock
            code={cut ? text.slice(0, PREVIEW_CHARACTERS) : text}
            label={format.fileName}
            copy={!cut}
          />
          {cut && (
            <p className="mt-2 text-sm text-subtle">
              The beginning of {text.length.toLocaleString("en")} characters. Download it for the
              whole.
            </p>
          )}
        </div>
      </CardSection>
      <LeftOut missing={missing} />
      <CardSection
        title="Fetch it by itself"
        description="The address stays the same. Device management asks with a token of the scope “Read the catalog”, and gets 304 while nothing changed."
      >
        <CodeBlock
          code={`curl --fail --etag-compare ${format.fileName}.etag --etag-save ${format.fileName}.etag \\\n  -H "Authorization: Bearer $GATEHOUSE_TOKEN" \\\n  -o ${format.fileName} '${address}'`}
          label="command"
        />
      </CardSection>
    </div>
  );
}
