import { ChartFigure } from "#components/charts/chart-figure.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Release } from "#lib/trust/trust-parts.ts";
import { levelWords, NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import { LEVEL_NAMES } from "#lib/trust/core/words.ts";
import {
  groupMarks,
  placesOf,
  releasePlaces,
  segmentsOf,
  type Mark,
  type Placed,
} from "./history-places.ts";
import type { HistoryRow } from "./history-changes.ts";
import { dateWords, FLAG_LABELS, isFlagSaid, momentWords } from "./trust-words.ts";

type Props = {
  /** Of one way to install, the oldest first; two at least. */
  rows: readonly HistoryRow[];
  /** Of other versions. */
  releases: readonly Release[];
  /** Of the trust of a version. */
  hrefOf: (version: string) => string;
};

/** Pixels; widths are shares of the space there is, so that text keeps its size on a phone. */
const ROW = 18;
const LEVELS = 5;
const STEPS = ROW * LEVELS;
const GAP = 26;
const PLOT = 110;
const TOP = 8;
const SCORE_TOP = TOP + STEPS + GAP;
const HEIGHT = SCORE_TOP + PLOT + 24;

const percent = (share: number) => `${(100 * share).toFixed(3)}%`;
const levelY = (level: number) => TOP + ROW * (LEVELS - level - 0.5);
const scoreY = (score: number) => SCORE_TOP + PLOT * (1 - score / 100);

/** Level as steps, score as a line, and what moved them, over time. Rendered on the server. */
export function HistoryChart({ rows, releases, hrefOf }: Props) {
  const placed = placesOf(rows);
  const title = "Level and score over time";
  return (
    <ChartFigure
      title={title}
      table={{
        headers: ["Evaluation", "Level", "Score", "What changed"],
        rows: rows.map((row, place) => [
          `${place + 1}. ${momentWords(row.at)}`,
          levelOf(row),
          row.score === null ? NOT_ASSESSED : String(row.score),
          row.changes.length === 0 ? "Nothing" : row.changes.join("; "),
        ]),
      }}
    >
      <div className="flex">
        <Scale />
        <div className="min-w-0 flex-1">
          <svg
            role="img"
            aria-label={`${title}, ${dateWords(rows[0]?.at ?? new Date(0))} to ${dateWords(rows.at(-1)?.at ?? new Date(0))}.`}
            width="100%"
            height={HEIGHT}
            className="overflow-visible text-xs"
          >
            <Grid />
            <Releases places={releasePlaces(rows, releases)} />
            <Steps placed={placed} />
            <ScoreLine placed={placed} />
            <Dates rows={rows} />
          </svg>
          <Marks marks={groupMarks(placed)} />
        </div>
      </div>
      <p className="text-sm text-subtle">
        Numbers mark what moved it: they lead to the evaluation in the list below. Where a level is
        hollow, not everything could be checked.
      </p>
      {releases.length > 0 && (
        <p className="flex flex-wrap gap-x-2 text-sm text-muted">
          <span>Other versions that came since (dashed):</span>
          {releases.map(({ version, at }) => (
            <span key={version}>
              <TextLink href={hrefOf(version)}>{showHidden(version)}</TextLink> on {dateWords(at)}
            </span>
          ))}
        </p>
      )}
    </ChartFigure>
  );
}

function Scale() {
  return (
    <svg aria-hidden height={HEIGHT} className="w-16 shrink-0 text-xs tabular-nums">
      {LEVEL_NAMES.map((_name, level) => (
        <text key={level} x="56" y={levelY(level) + 4} textAnchor="end" className="fill-subtle">
          L{level}
        </text>
      ))}
      <text x="0" y={levelY(4) + 4} className="fill-muted">
        Level
      </text>
      {[0, 50, 100].map((score) => (
        <text key={score} x="56" y={scoreY(score) + 4} textAnchor="end" className="fill-subtle">
          {score}
        </text>
      ))}
      <text x="0" y={scoreY(100) + 4} className="fill-muted">
        Score
      </text>
    </svg>
  );
}

function Grid() {
  return (
    <>
      {LEVEL_NAMES.map((name, level) => (
        <line
          key={name}
          x1="0"
          x2="100%"
          y1={levelY(level)}
          y2={levelY(level)}
          className="stroke-line"
        />
      ))}
      {[0, 50, 100].map((score) => (
        <line
          key={score}
          x1="0"
          x2="100%"
          y1={scoreY(score)}
          y2={scoreY(score)}
          className={score === 0 ? "stroke-control" : "stroke-line"}
        />
      ))}
    </>
  );
}

function Releases({ places }: { places: readonly { version: string; x: number }[] }) {
  return places.map(({ version, x }) => (
    <g key={version}>
      <title>{`Version ${showHidden(version)} came`}</title>
      <line
        x1={percent(x)}
        x2={percent(x)}
        y1={TOP}
        y2={SCORE_TOP + PLOT}
        strokeDasharray="4 3"
        className="stroke-control"
      />
    </g>
  ));
}

/** Between two evaluations the level stays what the earlier one said. */
function Steps({ placed }: { placed: readonly Placed[] }) {
  return segmentsOf(placed).map(({ from, to }) => (
    <g key={from.row.id} strokeWidth="2.5" strokeLinecap="round" className="stroke-accent">
      <line
        x1={percent(from.x)}
        x2={percent(to.x)}
        y1={levelY(from.row.level)}
        y2={levelY(from.row.level)}
      />
      {from.row.level !== to.row.level && (
        <line
          x1={percent(to.x)}
          x2={percent(to.x)}
          y1={levelY(from.row.level)}
          y2={levelY(to.row.level)}
        />
      )}
    </g>
  ));
}

/** Where there is no score there is no line either. */
function ScoreLine({ placed }: { placed: readonly Placed[] }) {
  return (
    <>
      {segmentsOf(placed).map(({ from, to }) =>
        from.row.score === null || to.row.score === null ? null : (
          <line
            key={from.row.id}
            x1={percent(from.x)}
            x2={percent(to.x)}
            y1={scoreY(from.row.score)}
            y2={scoreY(to.row.score)}
            strokeWidth="1.5"
            className="stroke-muted"
          />
        ),
      )}
      {placed.map(({ row, x }) => (
        <g key={row.id}>
          <title>{wordsOf(row)}</title>
          {row.score !== null && (
            <circle cx={percent(x)} cy={scoreY(row.score)} r="3.5" className="fill-accent" />
          )}
          <circle
            cx={percent(x)}
            cy={levelY(row.level)}
            r="3.5"
            strokeWidth="1.5"
            // Hollow: not all could be checked.
            className={
              row.flag === "complete" ? "fill-accent stroke-accent" : "fill-surface stroke-accent"
            }
          />
        </g>
      ))}
    </>
  );
}

const levelOf = (row: HistoryRow) =>
  `${levelWords(row)}${isFlagSaid(row) ? `, ${FLAG_LABELS[row.flag].toLowerCase()}` : ""}`;

const wordsOf = (row: HistoryRow) =>
  `${momentWords(row.at)}: ${levelOf(row)}${row.score === null ? "" : `, score ${row.score}`}`;

function Dates({ rows }: Pick<Props, "rows">) {
  const [first, last] = [rows[0], rows.at(-1)];
  return (
    <g aria-hidden className="fill-muted">
      <text x="0" y={HEIGHT - 6}>
        {first && dateWords(first.at)}
      </text>
      <text x="100%" y={HEIGHT - 6} textAnchor="end">
        {last && dateWords(last.at)}
      </text>
    </g>
  );
}

const MARK = 24;

/** Links, so that they are reached by the keyboard; each as large as a finger needs. */
function Marks({ marks }: { marks: readonly Mark[] }) {
  if (marks.length === 0) return null;
  return (
    <svg
      role="group"
      aria-label="What moved it"
      width="100%"
      height={MARK + 4}
      className="overflow-visible text-xs font-medium tabular-nums"
    >
      {marks.map(({ x, number, rows }) => (
        <svg key={number} x={percent(x)} y={MARK / 2 + 2} className="overflow-visible">
          <a href={`#evaluation-${rows[0]?.id}`} aria-label={markWords(number, rows)}>
            <title>{markWords(number, rows)}</title>
            <circle r={MARK / 2} className="fill-sunken stroke-line-strong" />
            <text y="4" textAnchor="middle" className="fill-ink">
              {number}
            </text>
          </a>
        </svg>
      ))}
    </svg>
  );
}

const markWords = (number: number, rows: readonly HistoryRow[]): string =>
  `${number}: ${rows.map(({ at, changes }) => `${dateWords(at)}, ${changes.join("; ")}`).join(". ")}`;
