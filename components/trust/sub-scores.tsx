import { CardSection } from "#components/ui/card.tsx";
import type { Evaluation } from "#lib/trust/core/evaluate.ts";
import { GROUPS, type Group } from "#lib/trust/core/words.ts";

type Props = { subScores: Evaluation["subScores"] };

/** Five areas, each on its own: they show where the points are lost. */
export function SubScores({ subScores }: Props) {
  return (
    <CardSection
      title="Areas"
      description="Each area by itself, from 0 to 100. What could not be checked earns nothing."
    >
      <dl className="grid grid-cols-[minmax(8rem,auto)_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-3">
        {(Object.keys(GROUPS) as Group[]).map((group) => (
          <Bar key={group} label={GROUPS[group]} value={subScores[group]} />
        ))}
      </dl>
    </CardSection>
  );
}

function Bar({ label, value }: { label: string; value: number | null }) {
  return (
    <div className="col-span-3 grid grid-cols-subgrid items-center">
      <dt>{label}</dt>
      <dd className="contents">
        <svg aria-hidden width="100%" height="10" className="overflow-hidden rounded-full">
          <rect width="100%" height="10" className="fill-sunken" />
          <rect width={`${value ?? 0}%`} height="10" className="fill-accent" />
        </svg>
        <span className="text-right text-sm tabular-nums">
          {value === null ? (
            <span className="text-subtle">Does not apply</span>
          ) : (
            <>
              {value}
              <span className="text-subtle"> of 100</span>
            </>
          )}
        </span>
      </dd>
    </div>
  );
}
