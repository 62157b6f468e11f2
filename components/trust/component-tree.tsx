import { ChevronRight, Terminal, TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ComponentView } from "#lib/trust/get-sbom.ts";
import { AdvisoryList } from "./advisory-list.tsx";

type Props = {
  /** In the order of the tree. */
  rows: readonly ComponentView[];
  /** Where only what one component brings is shown. */
  underAt: (purl: string) => string;
};

/** Branches to fold, as nested lists; works without JavaScript. */
export function ComponentTree({ rows, underAt }: Props) {
  return (
    <div className="px-2 py-2 sm:px-3">
      <Branches branches={branchesOf(rows)} label="Components" underAt={underAt} />
    </div>
  );
}

type Branch = { row: ComponentView; children: Branch[] };

function branchesOf(rows: readonly ComponentView[]): Branch[] {
  const tops: Branch[] = [];
  const open: Branch[] = [];
  for (const row of rows) {
    const branch = { row, children: [] };
    open.length = Math.min(open.length, row.indent);
    (open.at(-1)?.children ?? tops).push(branch);
    open.push(branch);
  }
  return tops;
}

type BranchesProps = Pick<Props, "underAt"> & { branches: readonly Branch[]; label: string };

/** Deeper than this nothing is set further in: names need their room. */
const MOST_INDENT = 8;

function Branches({ branches, label, underAt }: BranchesProps) {
  return (
    <ul aria-label={label} className="flex flex-col">
      {branches.map((branch) => (
        <li key={branch.row.purl}>
          <BranchItem branch={branch} underAt={underAt} />
        </li>
      ))}
    </ul>
  );
}

type BranchProps = Pick<Props, "underAt"> & { branch: Branch };

function BranchItem({ branch: { row, children }, underAt }: BranchProps) {
  if (children.length === 0 && row.advisories.length === 0)
    return (
      <div className="flex items-start gap-1 py-1 pl-5">
        <RowLine row={row} />
      </div>
    );
  return (
    <details open className="group/branch">
      <summary className="flex cursor-pointer items-start gap-1 rounded-md py-1 hover:bg-hover/60">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-subtle [details[open]>summary>&]:rotate-90"
        />
        <RowLine row={row} />
      </summary>
      {row.advisories.length > 0 && <Against row={row} underAt={underAt} />}
      {children.length > 0 && (
        <div
          className={classNames(
            "ml-2 border-l border-line",
            row.indent < MOST_INDENT ? "pl-2 sm:pl-3" : "pl-0",
          )}
        >
          <Branches
            branches={children}
            label={`Needed by ${showHidden(row.name)}`}
            underAt={underAt}
          />
        </div>
      )}
    </details>
  );
}

function RowLine({ row }: { row: ComponentView }) {
  const { name, version, purl, license, hasInstallScript, isMatch, advisories, below } = row;
  const facts = factsOf(row);
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
      <code
        title={showHidden(purl)}
        className={classNames("break-all", isMatch ? "font-medium" : "text-muted")}
      >
        {showHidden(name)}
        <span className="font-normal text-muted">@{showHidden(version)}</span>
      </code>
      {advisories.length > 0 && (
        <Badge tone="danger" icon={TriangleAlert}>
          {advisories.length === 1 ? "1 advisory" : `${advisories.length} advisories`}
        </Badge>
      )}
      {below.advisories > 0 && (
        <Badge tone="warning" title="In what it needs">
          {below.advisories === 1
            ? "1 advisory below it"
            : `${below.advisories.toLocaleString("en")} advisories below it`}
        </Badge>
      )}
      {hasInstallScript && (
        <Badge tone="warning" icon={Terminal}>
          Install script
        </Badge>
      )}
      {facts.length > 0 && <span className="text-subtle">{facts.join(" · ")}</span>}
      <span className={license === null ? "text-subtle" : "text-muted"}>
        {license === null ? "Licence not stated" : showHidden(license)}
      </span>
    </span>
  );
}

function factsOf({ distance, neededBy, optional, isDeclared }: ComponentView): string[] {
  return [
    isDeclared && "declared by its builder, not seen",
    distance === 1 && "direct",
    distance === 0 && "nobody says who needs it",
    optional && "optional",
    neededBy > 1 && `needed by ${neededBy.toLocaleString("en")} components`,
  ].filter((fact) => fact !== false);
}

/** What is known against it, and why it is here. */
function Against({ row, underAt }: Pick<Props, "underAt"> & { row: ComponentView }) {
  const { name, version, advisories, broughtBy, way, below, purl } = row;
  const shown = broughtBy.slice(0, 5);
  return (
    <div className="flex flex-col gap-2 py-1 pr-2 pb-3 pl-5">
      <AdvisoryList
        advisories={advisories}
        label={`Advisories about ${showHidden(name)} ${showHidden(version)}`}
      />
      {way.length > 1 && (
        <p className="max-w-prose text-sm break-words text-muted">
          <span className="text-subtle">Why it is here:</span>{" "}
          <code className="text-xs">{way.map(showHidden).join(" → ")}</code>
          {broughtBy.length > 1 && (
            <>
              . Direct dependencies that bring it:{" "}
              <code className="text-xs">{shown.map(showHidden).join(", ")}</code>
              {broughtBy.length > shown.length && ` and ${broughtBy.length - shown.length} more`}
            </>
          )}
        </p>
      )}
      {below.components > 0 && (
        <p className="text-sm">
          <TextLink href={underAt(purl)}>
            Only what it brings<span className="sr-only">: {showHidden(name)}</span>
          </TextLink>
        </p>
      )}
    </div>
  );
}
