import { CardSection } from "#components/ui/card.tsx";
import { Table } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { TrustComparison } from "#lib/trust/compare-trust.ts";
import type { ComponentChanges } from "#lib/trust/core/compare.ts";
import type { NoSbom } from "#lib/trust/sbom/find-sbom.ts";
import { Same } from "./compared-controls.tsx";

type Changes = NonNullable<TrustComparison["changes"]>;
type Props = Pick<Changes, "components" | "noSbom">;
type Row = { name: string; what: "Changed" | "Added" | "Removed"; from: string; to: string };

const SHOWN = 100;
const size = ({ length }: readonly unknown[]) => length.toLocaleString("en");

/** What is installed with one of them only, or in another version. */
export function ComparedComponents({ components, noSbom }: Props) {
  if (components === null)
    return (
      <CardSection title="Components">
        <p className="max-w-prose text-muted">
          They cannot be compared. {why("The former", noSbom.from)}
          {why("The latter", noSbom.to)}
        </p>
      </CardSection>
    );
  const rows = rowsOf(components);
  const { added, removed, changed, same } = components;
  return (
    <CardSection
      title="Components"
      description={`${size(added)} added, ${size(removed)} removed, ${size(changed)} in another version, ${same.toLocaleString("en")} as before.`}
      flush
    >
      {rows.length === 0 ? (
        <Same>The same is installed with both.</Same>
      ) : (
        <Table
          caption="Components that changed"
          rows={rows.slice(0, SHOWN)}
          rowKey={({ name, what }) => `${what} ${name}`}
          columns={[
            {
              key: "name",
              header: "Component",
              primary: true,
              cell: ({ name }) => <code className="break-all">{showHidden(name)}</code>,
            },
            { key: "what", header: "Change", className: "sm:w-28", cell: ({ what }) => what },
            { key: "from", header: "Before", cell: ({ from }) => <Versions text={from} /> },
            { key: "to", header: "After", cell: ({ to }) => <Versions text={to} /> },
          ]}
        />
      )}
      {rows.length > SHOWN && (
        <p className="px-4 py-3 text-sm text-muted">
          And {(rows.length - SHOWN).toLocaleString("en")} more.
        </p>
      )}
    </CardSection>
  );
}

const WHY: Readonly<Record<NoSbom, string>> = {
  not_evaluated: "was not assessed",
  none: "has no list of components",
  not_kept: "has a list of components that is not kept any more",
  unreadable: "has a list of components in another form than CycloneDX",
};

const why = (side: string, reason: NoSbom | null) =>
  reason === null ? "" : `${side} ${WHY[reason]}. `;

function Versions({ text }: { text: string }) {
  return text === "" ? (
    <span className="text-subtle">Not there</span>
  ) : (
    <code className="break-all">{showHidden(text)}</code>
  );
}

const rowsOf = ({ added, removed, changed }: ComponentChanges): Row[] => [
  ...changed.map(({ name, from, to }) => ({
    ...{ name, what: "Changed" as const },
    ...{ from: from.join(", "), to: to.join(", ") },
  })),
  ...added.map(({ name, versions }) => ({
    ...{ name, what: "Added" as const, from: "", to: versions.join(", ") },
  })),
  ...removed.map(({ name, versions }) => ({
    ...{ name, what: "Removed" as const, from: versions.join(", "), to: "" },
  })),
];
