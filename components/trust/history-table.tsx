import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { HistoryPoint, Release } from "#lib/trust/trust-parts.ts";
import { isRiskKnown, levelWords, NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import { historyRows, type HistoryRow } from "./history-changes.ts";
import { HistoryChart } from "./history-chart.tsx";
import { trustPage } from "./trust-address.ts";
import { FlagChip, RiskChip } from "./trust-chips.tsx";
import { isFlagSaid, momentWords, TRIGGER_WORDS } from "./trust-words.ts";

const MOST_ROWS = 50;
/** Of the chart. */
const MOST_POINTS = 120;

type Props = {
  name: string;
  /** The oldest first. */
  history: readonly HistoryPoint[];
  releases: readonly Release[];
  /** The way to install that the chart is about. */
  option: string;
};

/** Every evaluation with what changed, and how the score went. */
export function TrustHistory({ name, history, releases, option }: Props) {
  const several = new Set(history.map((point) => point.option)).size > 1;
  const all = historyRows(history);
  const rows = all.slice(0, MOST_ROWS);
  const own = all.filter((row) => row.option === option).slice(0, MOST_POINTS);
  const columns = [...COLUMNS, changesFor(name)];
  return (
    <CardSection
      title="History"
      description={
        history.length > rows.length
          ? `The last ${rows.length} of ${history.length} evaluations.`
          : "Every evaluation is kept as it was."
      }
      flush
    >
      {own.length > 1 && (
        <div className="border-b border-line p-4">
          <HistoryChart
            rows={own.reverse()}
            releases={releases}
            hrefOf={(version) => trustPage(name, "", { version })}
          />
        </div>
      )}
      <Table
        caption="Evaluations of this version, the newest first"
        rows={rows}
        rowKey={({ id }) => id}
        columns={several ? [WHEN, OPTION, ...columns] : [WHEN, ...columns]}
      />
    </CardSection>
  );
}

const WHEN: Column<HistoryRow> = {
  key: "when",
  header: "When",
  primary: true,
  className: "sm:w-44",
  cell: ({ id, at }) => (
    <time id={`evaluation-${id}`} dateTime={at.toISOString()} className="scroll-mt-20">
      {momentWords(at)}
    </time>
  ),
};
const OPTION: Column<HistoryRow> = {
  key: "option",
  header: "Way to install",
  cell: ({ option }) => <code>{option}</code>,
};
const COLUMNS: readonly Column<HistoryRow>[] = [
  {
    key: "level",
    header: "Level",
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-1.5">
        {levelWords(row)}
        {isFlagSaid(row) && <FlagChip flag={row.flag} staleSince={null} />}
      </span>
    ),
  },
  {
    key: "score",
    header: "Score",
    numeric: true,
    cell: ({ score }) => score ?? <span className="text-subtle">{NOT_ASSESSED}</span>,
  },
  {
    key: "risk",
    header: "Risk",
    cell: (row) => <RiskChip risk={isRiskKnown(row) ? row.risk : null} />,
  },
  { key: "why", header: "Why then", cell: ({ trigger }) => TRIGGER_WORDS[trigger] },
];

const changesFor = (name: string): Column<HistoryRow> => ({
  key: "changes",
  header: "What changed",
  cell: ({ id, at, previousId, changes }) => (
    <div className="flex flex-col gap-1">
      {changes.length === 0 ? (
        <span className="text-subtle">Nothing</span>
      ) : (
        <ul>
          {changes.map((change) => (
            <li key={change} className="break-words">
              {change}
            </li>
          ))}
        </ul>
      )}
      {previousId !== null && changes.length > 0 && (
        <TextLink href={trustPage(name, "compare", { from: previousId, to: id })}>
          Compare with the one before
          <span className="sr-only">, evaluation of {momentWords(at)}</span>
        </TextLink>
      )}
    </div>
  ),
});
