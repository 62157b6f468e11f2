import { RawDiff } from "#components/server/raw-diff.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestChange } from "#lib/requests/load-change.ts";

/** The document itself, for whoever wants to see everything. */
export function ProposedDocument({ change }: { change: RequestChange }) {
  const { json, version, against, againstJson } = change;
  if (json === null) return null;
  if (against !== null && againstJson !== null)
    return (
      <RawDiff
        from={{ version: against, json: againstJson }}
        to={{ version: version ?? "", json }}
      />
    );
  return (
    <div className="rounded-lg border border-line bg-surface px-4 py-2">
      <Disclosure label="The server.json as it was sent">
        <CodeBlock label="server.json" code={showHidden(json)} copy={false} />
      </Disclosure>
    </div>
  );
}
