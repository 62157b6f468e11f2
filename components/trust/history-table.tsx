import { ColumnChart } from "#components/charts/column-chart.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { HistoryPoint } from "#lib/trust/trust-parts.ts";
import { LEVEL_NAMES } from "#lib/trust/core/words.ts";
import { historyRows, type HistoryRow } from "./history-changes.ts";
import { FlagChip, RiskChip } from "./trust-chips.tsx";
import { dateWords, momentWords, TRIGGER_WORDS } from "./trust-words.ts";

const MOST_ROWS = 50;
const MOST_COLUMNS = 24;

type Props = {
  /** The oldest first. */
  history: readonly HistoryPoint[];
  /** The way to install that the chart is about. */
  option: string;
};

/** Every evaluation with what changed, and how the score went. */
export function TrustHistory({ history, option }: Props) {
  const several = new Set(history.map((point) => point.option)).size > 1;
  const rows = historyRows(history).slice(0, MOST_ROWS);
  const own = history.filter((point) => point.option === option).slice(-MOST_COLUMNS);
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
          <ScoreChart points={own} />
        </div>
      )}
      <Table
        caption="Evaluations of this version, the newest first"
        rows={rows}
        rowKey={({ id }) => id}
        columns={several ? [WHEN, OPTION, ...COLUMNS] : [WHEN, ...COLUMNS]}
      />
    </CardSection>
  );
}

function ScoreChart({ points }: { points: readonly HistoryPoint[] }) {
  const title = "Score of each evaluation";
  return (
    <ColumnChart
      title={title}
      xLabel="Evaluation"
      yLabel="Score, 0 to 100"
      series={[{ label: "Score", tone: "accent" }]}
      columns={points.map(({ at, score }) => ({ label: dateWords(at), values: [score ?? 0] }))}
      table={{
        headers: ["Evaluation", "Score", "Level"],
        rows: points.map(({ at, score, level }, place) => [
          `${place + 1}. ${momentWords(at)}`,
          score === null ? "Not assessed" : String(score),
          `L${level} ${LEVEL_NAMES[level]}`,
        ]),
      }}
    />
  );
}

const WHEN: Column<HistoryRow> = {
  key: "when",
  header: "When",
  primary: true,
  className: "sm:w-44",
  cell: ({ at }) => <time dateTime={at.toISOString()}>{momentWords(at)}</time>,
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
    cell: ({ level, flag }) => (
      <span className="flex flex-wrap items-center gap-1.5">
        L{level} {LEVEL_NAMES[level]}
        {flag !== "complete" && <FlagChip flag={flag} staleSince={null} />}
      </span>
    ),
  },
  {
    key: "score",
    header: "Score",
    numeric: true,
    cell: ({ score }) => score ?? <span className="text-subtle">Not assessed</span>,
  },
  { key: "risk", header: "Risk", cell: ({ risk }) => <RiskChip risk={risk} /> },
  { key: "why", header: "Why then", cell: ({ trigger }) => TRIGGER_WORDS[trigger] },
  {
    key: "changes",
    header: "What changed",
    cell: ({ changes }) =>
      changes.length === 0 ? (
        <span className="text-subtle">Nothing</span>
      ) : (
        <ul>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      ),
  },
];
