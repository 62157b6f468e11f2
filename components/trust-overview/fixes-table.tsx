import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { Fix } from "#lib/trust/overview/list-fixes.ts";
import { ControlCode } from "./control-code.tsx";
import { inTheWay, movesOf, toDo } from "./fix-words.ts";
import { overviewPage } from "./overview-address.ts";

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
    key: "do",
    header: "What to do",
    primary: true,
    className: "min-w-44 max-w-96 wrap-anywhere",
    cell: (fix) => <span className="font-medium">{toDo(fix)}</span>,
  },
  {
    key: "why",
    header: "In the way",
    className: "min-w-44 max-w-96 wrap-anywhere",
    cell: (fix) => (
      <>
        {inTheWay(fix)}
        <span className="block text-xs text-subtle">
          {fix.title} <ControlCode code={fix.reason === null ? fix.code : fix.control} />
        </span>
      </>
    ),
  },
  {
    key: "moves",
    header: "It moves",
    className: "min-w-40",
    cell: (fix) => <Moves fix={fix} team={team} />,
  },
];

function Moves({ fix, team }: { fix: Fix; team: string | undefined }) {
  const { control, code } = fix;
  return (
    <ul>
      {movesOf(fix).map(({ key, servers, words }, at) => (
        <li key={key} className={at > 0 ? "text-subtle" : ""}>
          {at > 0 ? (
            servers
          ) : (
            <Link
              href={overviewPage("fix", { team, control, code })}
              className="font-medium hover:underline"
            >
              {servers}
            </Link>
          )}{" "}
          {words}
        </li>
      ))}
    </ul>
  );
}
