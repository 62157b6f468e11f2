import { ChartFigure, type ChartTable, type Series } from "./chart-figure.tsx";
import { labelled, shareOf, stackOf, ticksOf, twoLines } from "./scale.ts";
import { FILLS } from "./tones.ts";

export type ColumnOf = {
  label: string;
  /** One for each series. */
  values: readonly number[];
};

type Props = {
  title: string;
  xLabel: string;
  yLabel: string;
  series: readonly Series[];
  columns: readonly ColumnOf[];
  /** Columns that touch: bins of one distribution. Their counts stand on top. */
  contiguous?: boolean;
  table?: ChartTable;
};

/** Pixels; widths are shares of the space there is, so that text keeps its size on a phone. */
const PLOT = 150;
const TOP = 16;
const BOTTOM = 36;
const HEIGHT = TOP + PLOT + BOTTOM;

const heightOf = (share: number) => share * PLOT;
const percent = (share: number) => `${(100 * share).toFixed(3)}%`;

/** Counts as columns, stacked where there are several series. Rendered on the server. */
export function ColumnChart(props: Props) {
  const { title, xLabel, yLabel, series, columns, contiguous = false } = props;
  const totals = columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const ticks = ticksOf(Math.max(0, ...totals));
  const top = ticks.at(-1) ?? 1;
  const written = labelled(columns.length, 6);
  return (
    <ChartFigure
      title={title}
      {...(series.length > 1 ? { legend: series } : {})}
      table={props.table ?? tableOf(props, totals)}
    >
      <p aria-hidden className="text-xs text-subtle">
        {yLabel}
      </p>
      <div className="flex">
        <TickLabels ticks={ticks} />
        <svg
          role="img"
          aria-label={`${title}. ${yLabel} by ${xLabel.toLowerCase()}.`}
          height={HEIGHT}
          className="min-w-0 flex-1 overflow-visible text-xs"
        >
          <Grid ticks={ticks} />
          {columns.map((column, at) => (
            <Column
              key={`${at} ${column.label}`}
              column={column}
              series={series}
              place={{ at, of: columns.length, fill: contiguous ? 0.94 : 0.68, top }}
              total={contiguous ? (totals[at] ?? 0) : null}
              label={written[at] ? column.label : null}
            />
          ))}
        </svg>
      </div>
      <p aria-hidden className="text-center text-xs text-subtle">
        {xLabel}
      </p>
    </ChartFigure>
  );
}

function TickLabels({ ticks }: { ticks: readonly number[] }) {
  const top = ticks.at(-1) ?? 1;
  return (
    <svg aria-hidden height={HEIGHT} className="w-9 shrink-0 text-xs tabular-nums">
      {ticks.map((tick) => (
        <text
          key={tick}
          x="28"
          y={TOP + PLOT - heightOf(shareOf(tick, top)) + 4}
          textAnchor="end"
          className="fill-subtle"
        >
          {tick.toLocaleString("en")}
        </text>
      ))}
    </svg>
  );
}

function Grid({ ticks }: { ticks: readonly number[] }) {
  const top = ticks.at(-1) ?? 1;
  return ticks.map((tick) => {
    const y = TOP + PLOT - heightOf(shareOf(tick, top)) - 0.5;
    return (
      <line
        key={tick}
        x1="0"
        x2="100%"
        y1={y}
        y2={y}
        className={tick === 0 ? "stroke-control" : "stroke-line"}
      />
    );
  });
}

type ColumnProps = {
  column: ColumnOf;
  series: readonly Series[];
  place: { at: number; of: number; fill: number; top: number };
  /** Written on top; null: not. */
  total: number | null;
  label: string | null;
};

function Column({ column, series, place, total, label }: ColumnProps) {
  const { at, of, fill, top } = place;
  const segments = stackOf(column.values, top);
  const words = `${column.label}: ${series
    .map((each, index) => `${column.values[index] ?? 0} ${each.label.toLowerCase()}`)
    .join(", ")}`;
  const height = segments.reduce((sum, { size }) => sum + size, 0);
  return (
    <g className="group">
      <title>{words}</title>
      <rect
        x={percent(at / of)}
        width={percent(1 / of)}
        y={TOP}
        height={PLOT}
        className="fill-transparent group-hover:fill-hover"
      />
      {segments.map(({ from, size }, index) => (
        <rect
          key={series[index]?.label ?? index}
          x={percent((at + (1 - fill) / 2) / of)}
          width={percent(fill / of)}
          y={TOP + PLOT - heightOf(from + size)}
          height={heightOf(size)}
          className={FILLS[series[index]?.tone ?? "neutral"]}
        />
      ))}
      <ColumnText
        x={percent((at + 0.5) / of)}
        y={TOP + PLOT - heightOf(height) - 5}
        total={total}
        label={label}
      />
    </g>
  );
}

type TextProps = { x: string; y: number; total: number | null; label: string | null };

function ColumnText({ x, y, total, label }: TextProps) {
  const lines = label === null ? [] : twoLines(label);
  return (
    <g aria-hidden>
      {total !== null && total > 0 && (
        <text x={x} y={y} textAnchor="middle" className="fill-ink font-medium tabular-nums">
          {total.toLocaleString("en")}
        </text>
      )}
      {lines.map((line, at) => (
        <text
          key={line}
          x={x}
          y={TOP + PLOT + 15 + at * 14}
          textAnchor="middle"
          className="fill-muted"
        >
          {line}
        </text>
      ))}
    </g>
  );
}

function tableOf({ xLabel, series, columns }: Props, totals: readonly number[]): ChartTable {
  const several = series.length > 1;
  return {
    headers: [xLabel, ...series.map(({ label }) => label), ...(several ? ["Total"] : [])],
    rows: columns.map(({ label, values }, at) => [
      label,
      ...values.map((value) => value.toLocaleString("en")),
      ...(several ? [(totals[at] ?? 0).toLocaleString("en")] : []),
    ]),
  };
}
