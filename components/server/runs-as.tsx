import { CardSection } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Table } from "#components/ui/table.tsx";
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { launchesOf, refusedLaunchesOf } from "#lib/clients/core/launch.ts";
import { connectDocument, MAX_WAYS } from "./connect-document.ts";
import { AskedSettings } from "./asked-settings.tsx";

type Way = { key: string; kind: string; what: string; version: string; transport: string };

/** The packages and remotes of a document as facts, and the settings they ask for. */
export function RunsAs({ document }: { document: JsonObject }) {
  const ways = waysOf(document);
  const known = connectDocument(document);
  const variables = launchesOf(known).flatMap((launch) => launch.variables);
  const refused = refusedLaunchesOf(known);
  return (
    <>
      <CardSection
        title="Packages and remotes"
        description="What runs, from where, as the document says."
        flush={ways.length > 0}
      >
        <Table
          caption="Every package and remote"
          columns={COLUMNS}
          rows={ways.slice(0, MAX_WAYS)}
          rowKey={(way) => way.key}
          empty={<p className="text-muted">The document names neither a package nor a remote.</p>}
        />
        {ways.length > MAX_WAYS && (
          <p className="px-4 py-3 text-sm text-subtle">
            And {ways.length - MAX_WAYS} more in the document.
          </p>
        )}
        {refused.map(({ label, reason }, at) => (
          <p key={at} className="border-t border-line px-4 py-3 text-sm text-warning-text">
            <code>{showHidden(label)}</code> cannot be offered: {showHidden(reason)}
          </p>
        ))}
      </CardSection>
      <AskedSettings variables={variables} />
    </>
  );
}

const COLUMNS = [
  { key: "kind", header: "Kind", cell: (way: Way) => <Badge>{showHidden(way.kind)}</Badge> },
  {
    key: "what",
    header: "Identifier or address",
    primary: true,
    cell: (way: Way) => (
      <span className="-my-1.5 flex items-center gap-1">
        <code className="break-all">{showHidden(way.what)}</code>
        <CopyButton text={way.what} label={`Copy ${way.kind} identifier`} />
      </span>
    ),
  },
  {
    key: "version",
    header: "Version",
    cell: (way: Way) => (way.version ? <code>{showHidden(way.version)}</code> : "not named"),
  },
  { key: "transport", header: "Transport", cell: (way: Way) => showHidden(way.transport) },
];

function waysOf(document: JsonObject): Way[] {
  const packages = objectsIn(document, "packages").map((entry, at) => ({
    key: `package-${at}`,
    kind: textIn(entry, "registryType"),
    what: textIn(entry, "identifier"),
    version: textIn(entry, "version"),
    transport: textIn(objectIn(entry, "transport"), "type") || "stdio",
  }));
  const remotes = objectsIn(document, "remotes").map((entry, at) => ({
    key: `remote-${at}`,
    kind: "remote",
    what: textIn(entry, "url"),
    version: "",
    transport: textIn(entry, "type"),
  }));
  return [...remotes.map((remote) => ({ ...remote, version: "–" })), ...packages];
}
