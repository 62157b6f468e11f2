import { KeyRound } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Table } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Variable } from "#lib/clients/core/variable.ts";

/** Every setting once, however many packages ask for it; required ones first. */
export function AskedSettings({ variables }: { variables: readonly Variable[] }) {
  const distinct = [...new Map(variables.map((one) => [JSON.stringify(one), one])).values()];
  if (distinct.length === 0) return null;
  const sorted = distinct.sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
  return (
    <CardSection
      title="Settings it asks for"
      description="Secrets are asked by your client or read from your environment. This catalog never holds them."
      flush
    >
      <Table
        caption="Every setting"
        rows={sorted}
        rowKey={(variable) => JSON.stringify(variable)}
        columns={[
          {
            key: "name",
            header: "Name",
            primary: true,
            cell: (variable) => <code className="break-all">{showHidden(variable.name)}</code>,
          },
          {
            key: "need",
            header: "Needed",
            cell: (variable) => (
              <span className="flex flex-wrap gap-1">
                <span>{variable.isRequired ? "Required" : "Optional"}</span>
                {variable.isSecret && (
                  <Badge tone="warning" icon={KeyRound}>
                    Secret
                  </Badge>
                )}
              </span>
            ),
          },
          {
            key: "meaning",
            header: "Meaning",
            cell: (variable) => (
              <>
                {showHidden(variable.description) || (
                  <span className="text-subtle">Not stated</span>
                )}
                {variable.default !== null && (
                  <span className="text-subtle">
                    {" "}
                    Default: <code>{showHidden(variable.default)}</code>.
                  </span>
                )}
                {variable.choices.length > 0 && (
                  <span className="text-subtle">
                    {" "}
                    One of: {variable.choices.map(showHidden).join(", ")}.
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
    </CardSection>
  );
}
