import { classNames } from "#components/ui/class-names.ts";
import { Link, TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { EvaluatedAbout } from "#lib/trust/find-evaluated.ts";
import { optionName } from "./chosen-option.ts";
import { trustPage, type TrustPart } from "./trust-address.ts";

/** What the pages of the tab have in common in their addresses. */
export type TrustQuery = Readonly<{ version?: string; option?: string }>;

/** The version, where it is not the current one, and the way to install, where there are several. */
export function queryOf(
  { version, isCurrent }: { version: string; isCurrent: boolean },
  options: readonly { option: string }[],
  chosen: { option: string } | null,
): TrustQuery {
  return {
    ...(isCurrent ? {} : { version }),
    ...(options.length > 1 && chosen !== null ? { option: chosen.option } : {}),
  };
}

const SECTIONS: readonly { part: TrustPart; label: string }[] = [
  { part: "", label: "Overview" },
  { part: "findings", label: "Findings" },
  { part: "components", label: "Components" },
  { part: "compare", label: "Compare" },
];

type Props = { name: string; current: TrustPart; query: TrustQuery };

/** The parts of the trust tab. */
export function TrustSections({ name, current, query }: Props) {
  return (
    <nav aria-label="Trust">
      <ul className="flex flex-wrap gap-1">
        {SECTIONS.map(({ part, label }) => (
          <li key={part}>
            <Link
              href={trustPage(name, part, query)}
              aria-current={part === current ? "page" : undefined}
              className={classNames(
                "flex min-h-8 items-center rounded-md px-3 text-sm",
                part === current
                  ? "bg-accent-soft font-medium text-accent-text"
                  : "text-muted hover:bg-hover hover:text-ink",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type AboutProps = {
  name: string;
  about: EvaluatedAbout;
  part: TrustPart;
  /** What the page is about, before the version: "Findings in". */
  lead: string;
};

/** Of which version, and of which way to install it, a page of the tab speaks. */
export function TrustAbout({ name, about, part, lead }: AboutProps) {
  const { version, isCurrent, options, chosen } = about;
  return (
    <div className="flex flex-col gap-3">
      <TrustSections name={name} current={part} query={queryOf(about, options, chosen)} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <span>
          {lead} <code>{showHidden(version)}</code>
          {chosen !== null && (
            <>
              , <code className="break-all">{showHidden(optionName(chosen))}</code>
            </>
          )}
        </span>
        {!isCurrent && (
          <TextLink href={trustPage(name, part)} className="text-sm">
            The current version
          </TextLink>
        )}
      </div>
      {options.length > 1 && (
        <nav aria-label="Ways to install" className="flex flex-wrap items-center gap-2 text-sm">
          {options.map((one) => (
            <Link
              key={one.option}
              href={trustPage(name, part, {
                ...(isCurrent ? {} : { version }),
                option: one.option,
              })}
              aria-current={one.option === chosen?.option ? "true" : undefined}
              className={classNames(
                "rounded-md border px-2 py-1 break-all",
                one.option === chosen?.option
                  ? "border-accent-line bg-accent-soft font-medium"
                  : "border-line hover:bg-hover",
              )}
            >
              {showHidden(optionName(one))}
            </Link>
          ))}
        </nav>
      )}
    </div>
  );
}
