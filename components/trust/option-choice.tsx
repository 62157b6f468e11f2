import { Link } from "#components/ui/link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { OptionTrust } from "#lib/trust/get-trust.ts";
import { optionName } from "./chosen-option.ts";
import { LevelChip, NotScannedChip } from "./trust-chips.tsx";

type Props = {
  options: readonly OptionTrust[];
  chosen: OptionTrust;
  hrefOf: (option: string) => string;
};

/** The ways to install a version, each with its own level: clients may take any of them. */
export function OptionChoice({ options, chosen, hrefOf }: Props) {
  if (options.length < 2) return null;
  return (
    <nav aria-label="Ways to install" className="flex flex-col gap-2">
      <p className="max-w-prose text-sm text-muted">
        This version can be installed in {options.length} ways. It stands as the one that stands
        worst, because a client may take that one.
      </p>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {options.map((option) => (
          <li key={option.option}>
            <Link
              href={hrefOf(option.option)}
              aria-current={option === chosen ? "true" : undefined}
              className={classNames(
                "flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-hover/60",
                option === chosen && "bg-accent-soft font-medium",
              )}
            >
              <code className="min-w-0 flex-1 break-all">{showHidden(optionName(option))}</code>
              <OptionLevel option={option} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function OptionLevel({ option: { evaluated, isScannable } }: { option: OptionTrust }) {
  if (evaluated !== null) return <LevelChip {...evaluated.evaluation} kind={evaluated.kind} />;
  if (isScannable) return <NotScannedChip />;
  return <Badge title="Gatehouse has no scanner for it.">Cannot be scanned</Badge>;
}
