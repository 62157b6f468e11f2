import { Histogram } from "#components/charts/histogram.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { AGES } from "#lib/reviews/core/quality.ts";
import type { DecisionQuality } from "#lib/reviews/get-decision-quality.ts";
import { Nothing } from "./nothing.tsx";

export function QueueAges({ queue }: { queue: DecisionQuality["queue"] }) {
  const { open, overdue, unassigned, withAuthor, ages } = queue;
  const lists = [
    { count: open, words: "open", href: "/requests?queue=all&state=submitted,in_review" },
    { count: overdue, words: "overdue", href: "/requests?queue=overdue" },
    { count: unassigned, words: "unassigned", href: "/requests?queue=unassigned" },
    {
      count: withAuthor,
      words: "with their authors",
      href: "/requests?queue=all&state=changes_requested",
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {lists.map(({ count, words, href }) => (
          <li key={words}>
            <TextLink href={href} className="inline-block min-h-6">
              {count.toLocaleString("en")} {words}
            </TextLink>
          </li>
        ))}
      </ul>
      {open === 0 ? (
        <Nothing>Nothing waits for a reviewer.</Nothing>
      ) : (
        <Histogram
          title="Open requests by age"
          xLabel="Time under review so far"
          yLabel="Requests"
          unit="Requests"
          labels={AGES.labels}
          counts={ages}
        />
      )}
    </div>
  );
}
