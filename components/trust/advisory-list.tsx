import { Flame, OctagonX } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Rating } from "#lib/trust/core/rules/vulnerabilities.ts";
import type { AdvisoryView } from "#lib/trust/get-sbom.ts";

const RATINGS: Readonly<Record<Rating, { label: string; tone: Tone }>> = {
  critical: { label: "Critical", tone: "danger" },
  high: { label: "High", tone: "danger" },
  medium: { label: "Medium", tone: "warning" },
  low: { label: "Low", tone: "neutral" },
  unknown: { label: "Severity not given", tone: "hold" },
};

export function RatingChip({ rating }: { rating: Rating }) {
  const { label, tone } = RATINGS[rating];
  return <Badge tone={tone}>{label}</Badge>;
}

type Props = { advisories: readonly AdvisoryView[]; label: string };

export function AdvisoryList({ advisories, label }: Props) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {advisories.map((one) => (
        <li key={one.id} className="border-l-2 border-line-strong pl-3 text-sm">
          <Advisory advisory={one} />
        </li>
      ))}
    </ul>
  );
}

function Advisory({ advisory }: { advisory: AdvisoryView }) {
  const { id, aliases, summary, rating, cvss, epss, kev, malicious, fixedIn } = advisory;
  const figures = [
    cvss !== null && `CVSS ${cvss.toFixed(1)}`,
    epss !== null && `EPSS ${percent(epss)}`,
    fixedIn.length > 0
      ? `fixed in ${fixedIn.slice(0, 3).map(showHidden).join(", ")}`
      : !malicious && "no fixed version is known",
  ].filter((figure) => figure !== false);
  return (
    <div className="flex flex-col gap-0.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <RatingChip rating={rating} />
        <code className="font-medium break-all">{showHidden(id)}</code>
        {malicious && (
          <Badge tone="danger" icon={OctagonX}>
            Known malware
          </Badge>
        )}
        {kev && (
          <Badge tone="danger" icon={Flame}>
            Being exploited
          </Badge>
        )}
        <span className="text-muted tabular-nums">{figures.join(" · ")}</span>
      </div>
      {summary !== "" && <p className="max-w-prose break-words">{showHidden(summary)}</p>}
      {aliases.length > 0 && (
        <code className="text-xs break-all text-subtle">{aliases.map(showHidden).join(", ")}</code>
      )}
    </div>
  );
}

/** The smallest are not rounded away. */
const percent = (share: number): string =>
  share > 0 && share < 0.001 ? "below 0.1 %" : `${(100 * share).toFixed(1)} %`;

/** The words of advisories, where they first matter. */
export function WhatFiguresMean() {
  return (
    <Popover trigger="What do these mean?" panelClassName="w-96 max-w-[90vw] p-4">
      <div className="flex flex-col gap-2">
        <p>
          <strong>Advisory</strong>: a published weakness of one version of a package (from OSV). It
          says what could happen, not that this server is open to it.
        </p>
        <p>
          <strong>CVSS</strong>: how grave it would be, from 0 to 10.
        </p>
        <p>
          <strong>EPSS</strong>: how likely it is that somebody exploits it within 30 days.
        </p>
        <p>
          <strong>Being exploited</strong>: it stands in CISA&apos;s list of known exploited
          vulnerabilities (KEV).
        </p>
        <p>
          <strong>Direct</strong>: the package names it itself. All others come with a direct one.
        </p>
        <p>
          <strong>Install script</strong>: a program of the component that runs when it is
          installed.
        </p>
      </div>
    </Popover>
  );
}
