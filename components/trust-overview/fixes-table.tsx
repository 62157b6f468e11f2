import { REASON_ADVICE } from "#components/trust/trust-words.ts";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { REASONS } from "#lib/trust/core/words.ts";
import type { Fix } from "#lib/trust/overview/list-fixes.ts";
import { count, servers } from "./count-words.ts";
import { overviewPage } from "./overview-address.ts";

/** What is in the way, in a sentence. */
const whyOf = ({ reason, status, code }: Fix): string => {
  if (reason !== null) return `Could not be checked: ${REASONS[reason]}`;
  return status === "error" ? "The check broke off." : `It fails: ${code}.`;
};

const adviceOf = ({ reason, remediation }: Fix): string =>
  reason === null ? (remediation ?? "Ask for a scan again.") : REASON_ADVICE[reason];

type Props = { fixes: readonly Fix[]; team: string | undefined };

/** The fixes that would raise most servers; each opens the servers behind it. */
export function FixesTable({ fixes, team }: Props) {
  return (
    <Table
      caption="Fixes that would raise most servers"
      columns={columnsFor(team)}
      rows={fixes}
      rowKey={({ control, code, status }) => `${control} ${code} ${status}`}
    />
  );
}

const columnsFor = (team: string | undefined): Column<Fix>[] => [
  {
    key: "control",
    header: "Control",
    primary: true,
    className: "min-w-44",
    cell: (fix) => (
      <>
        <span className="font-medium">{fix.title}</span>{" "}
        <span className="font-mono text-xs text-subtle">{fix.control}</span>
        <span className="block text-muted">{whyOf(fix)}</span>
      </>
    ),
  },
  { key: "advice", header: "What would fix it", className: "max-w-96", cell: adviceOf },
  {
    key: "raises",
    header: "Would raise",
    numeric: true,
    cell: ({ control, code, raises }) => (
      <Link
        href={overviewPage("fix", { team, control, code })}
        className="inline-block min-h-6 font-medium hover:underline"
      >
        {servers(raises)}
      </Link>
    ),
  },
  {
    key: "blocks",
    header: "Stands in the way of",
    numeric: true,
    cell: ({ blocks }) => count(blocks),
  },
];
