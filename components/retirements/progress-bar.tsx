import type { Progress } from "#lib/retirements/core/progress.ts";

type Props = {
  progress: Progress;
  /** In a row of a list: the share in words only. */ brief?: boolean;
};

/** How many have moved: a bar, and the same in words. */
export function ProgressBar({ progress, brief = false }: Props) {
  const { total, percentMoved } = progress;
  if (percentMoved === null)
    return <span className="text-sm text-subtle">Nobody is known to use it</span>;
  const parts = partsOf(progress);
  const words = parts.map(({ count, label }) => `${count} ${label}`).join(", ");
  return (
    <span className="flex min-w-32 flex-col gap-1">
      <span aria-hidden className="flex h-2 w-full gap-px overflow-hidden rounded-full bg-hover">
        {parts.map(({ label, count, fill }) => (
          <span key={label} className={fill} style={{ width: `${(100 * count) / total}%` }} />
        ))}
      </span>
      <span className="text-sm tabular-nums" title={brief ? words : undefined}>
        {percentMoved} % moved{" "}
        <span className="text-subtle">{brief ? `of ${total}` : `(${words})`}</span>
      </span>
    </span>
  );
}

/** What stands for nobody is left out. */
function partsOf({ moved, notUsing, needsTime, unanswered }: Progress) {
  return [
    { label: "moved", count: moved, fill: "bg-success-text" },
    { label: "not using it", count: notUsing, fill: "bg-success-line" },
    { label: "asking for time", count: needsTime, fill: "bg-warning-text" },
    { label: "without an answer", count: unanswered, fill: "bg-control" },
  ].filter(({ count }) => count > 0);
}
