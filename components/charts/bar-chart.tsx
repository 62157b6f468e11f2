import { Link } from "#components/ui/link.tsx";
import { ChartFigure, type ChartTable, type Series } from "./chart-figure.tsx";
import { shareOf, stackOf, ticksOf } from "./scale.ts";
import { FILLS } from "./tones.ts";

export type BarOf = {
  label: string;
  /** One for each series. */
  values: readonly number[];
  /** The values as they are read, beside the bar. */
  words: string;
  /** A thin line further out, such as a 90th percentile. */
  marker?: number;
  href?: string;
};

type Props = {
  title: string;
  xLabel: string;
  series: readonly Series[];
  bars: readonly BarOf[];
  table: ChartTable;
  /** Counts have no halves. */
  whole?: boolean;
};

const percent = (share: number) => `${(100 * share).toFixed(3)}%`;

/** A bar for each thing, with its name and its values in words. Rendered on the server. */
export function BarChart({ title, xLabel, series, bars, table, whole = true }: Props) {
  const most = bars.map(({ values, marker = 0 }) =>
    Math.max(
      values.reduce((sum, value) => sum + value, 0),
      marker,
    ),
  );
  const ticks = ticksOf(Math.max(0, ...most), { whole });
  const top = ticks.at(-1) ?? 1;
  return (
    <ChartFigure title={title} {...(series.length > 1 ? { legend: series } : {})} table={table}>
      <div className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-3">
        <ul className="contents">
          {bars.map((bar, at) => (
            <li key={`${at} ${bar.label}`} className="contents">
              <span className="max-w-40 truncate py-2 text-sm" title={bar.label}>
                {bar.href ? (
                  <Link href={bar.href} className="inline-block min-h-6 hover:underline">
                    {bar.label}
                  </Link>
                ) : (
                  bar.label
                )}
              </span>
              <span className="flex min-w-0 flex-col justify-center gap-0.5 py-1">
                <Bar bar={bar} series={series} top={top} />
                <span className="text-xs text-muted tabular-nums">{bar.words}</span>
              </span>
            </li>
          ))}
        </ul>
        <span />
        <Axis ticks={ticks} />
      </div>
      <p aria-hidden className="text-center text-xs text-subtle">
        {xLabel}
      </p>
    </ChartFigure>
  );
}

function Bar({ bar, series, top }: { bar: BarOf; series: readonly Series[]; top: number }) {
  return (
    <svg aria-hidden width="100%" height="12">
      <rect width="100%" height="12" className="fill-sunken" />
      {stackOf(bar.values, top).map(({ from, size }, at) => (
        <rect
          key={series[at]?.label ?? at}
          x={percent(from)}
          width={percent(size)}
          height="12"
          className={FILLS[series[at]?.tone ?? "neutral"]}
        />
      ))}
      {bar.marker !== undefined && (
        <rect
          x={percent(Math.min(0.995, shareOf(bar.marker, top)))}
          width="2"
          height="12"
          className="fill-ink"
        />
      )}
    </svg>
  );
}

function Axis({ ticks }: { ticks: readonly number[] }) {
  const top = ticks.at(-1) ?? 1;
  return (
    <svg aria-hidden width="100%" height="20" className="overflow-visible text-xs tabular-nums">
      <line x1="0" x2="100%" y1="0.5" y2="0.5" className="stroke-control" />
      {ticks.map((tick, at) => (
        <text
          key={tick}
          x={percent(shareOf(tick, top))}
          y="15"
          textAnchor={at === 0 ? "start" : at === ticks.length - 1 ? "end" : "middle"}
          className="fill-subtle"
        >
          {tick.toLocaleString("en")}
        </text>
      ))}
    </svg>
  );
}
