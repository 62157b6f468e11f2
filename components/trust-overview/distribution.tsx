import { BarChart, type BarOf } from "#components/charts/bar-chart.tsx";
import { facetLabel } from "#components/browse/facet-labels.ts";
import { NONE, UNKNOWN_RISK } from "#lib/catalog/core/browse-state.ts";
import { shareWords } from "#lib/reviews/core/quality.ts";
import type { TrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import { offerOf } from "./overview-address.ts";
import { count, servers } from "./count-words.ts";

type Props = { overview: TrustOverview; team: string | undefined };

/** How many servers stand at each level; a bar opens them in the catalog. */
export function LevelChart({ overview, team }: Props) {
  return (
    <Distribution
      title="Servers by trust level"
      first="Level"
      bars={overview.levels.map(({ level, servers: n }) => {
        const trust = level === null ? NONE : String(level);
        return { label: facetLabel("trust", trust), n, href: offerOf({ trust, team }) };
      })}
      total={overview.servers}
    />
  );
}

/** How many servers have which risk as the worst that was found. */
export function RiskChart({ overview, team }: Props) {
  return (
    <Distribution
      title="Servers by the worst risk found"
      first="Risk"
      bars={overview.risks.map(({ risk: found, servers: n }) => {
        const risk = found ?? UNKNOWN_RISK;
        return { label: facetLabel("risk", risk), n, href: offerOf({ risk, team }) };
      })}
      total={overview.servers}
    />
  );
}

type Bar = { label: string; n: number; href: string };

function Distribution(props: { title: string; first: string; bars: Bar[]; total: number }) {
  const { title, first, bars, total } = props;
  const barOf = ({ label, n, href }: Bar): BarOf => ({
    label,
    values: [n],
    words: `${servers(n)}, ${shareWords(n, total)}`,
    // Where there is nothing, there is nothing to open.
    ...(n > 0 && { href }),
  });
  return (
    <BarChart
      title={title}
      xLabel="Servers"
      series={[{ label: "Servers", tone: "accent" }]}
      bars={bars.map(barOf)}
      table={{
        headers: [first, "Servers", "Share"],
        rows: bars.map(({ label, n }) => [label, count(n), shareWords(n, total)]),
      }}
    />
  );
}
