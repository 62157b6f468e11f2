import { ArrowLeftRight, ShieldQuestion } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SelectField } from "#components/ui/field.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ComparedSide, TrustComparison } from "#lib/trust/compare-trust.ts";
import { optionName } from "./chosen-option.ts";
import { ComparedComponents } from "./compared-components.tsx";
import { ComparedControls } from "./compared-controls.tsx";
import { ComparedFigures } from "./compared-figures.tsx";
import { ComparedFindings } from "./compared-findings.tsx";
import { ComparedTools } from "./compared-tools.tsx";
import { HowToScan } from "./how-to-scan.tsx";
import { trustPage } from "./trust-address.ts";
import { TrustSections } from "./trust-sections.tsx";
import { momentWords } from "./trust-words.ts";

type Props = {
  name: string;
  /** Null: there is only one version, and nothing else was chosen. */
  view: TrustComparison | null;
  /** The newest first. */
  versions: readonly string[];
  chosen: { from: string; to: string };
};

/** Two versions, or two evaluations of one, side by side. */
export function ComparePage({ name, view, versions, chosen }: Props) {
  return (
    <div className="flex flex-col gap-5">
      <TrustSections name={name} current="compare" query={{}} />
      <Choice name={name} view={view} versions={versions} chosen={chosen} />
      {view === null ? (
        <EmptyState icon={ArrowLeftRight} title="There is no version before it">
          Of two versions, what changed in level, score, controls, findings, components and tools is
          shown side by side. Two evaluations of one version are compared from the history on the
          overview.
        </EmptyState>
      ) : (
        <Comparison name={name} view={view} />
      )}
    </div>
  );
}

function Comparison({ name, view }: { name: string; view: TrustComparison }) {
  const { from, to, changes } = view;
  return (
    <>
      <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-lg font-semibold">
        <Side side={from} /> <span className="font-normal text-subtle">to</span> <Side side={to} />
      </h2>
      {changes === null ? (
        <NotBoth name={name} sides={[from, to]} />
      ) : (
        <>
          <ComparedFigures from={from} to={to} />
          <ComparedControls changes={changes.controls} />
          <ComparedFindings changes={changes.findings} />
          <ComparedComponents components={changes.components} noSbom={changes.noSbom} />
          <ComparedTools tools={changes.tools} toolsFrom={changes.toolsFrom} />
        </>
      )}
    </>
  );
}

function Side({ side: { version, option, evaluated } }: { side: ComparedSide }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <code className="break-all">{showHidden(version)}</code>
      <span className="text-sm font-normal text-subtle">
        {option !== null && `${showHidden(optionName(option))}, `}
        {evaluated === null ? "not assessed" : `as of ${momentWords(evaluated.finishedAt)}`}
      </span>
    </span>
  );
}

function NotBoth({ name, sides }: { name: string; sides: readonly ComparedSide[] }) {
  const missing = sides.filter(({ evaluated }) => evaluated === null);
  // The one that can be scanned, where there is one.
  const one = missing.find(({ scan }) => scan !== "nobody") ?? missing[0];
  return (
    <EmptyState icon={ShieldQuestion} title="There is nothing to compare yet">
      {missing.map(({ version }) => showHidden(version)).join(" and ")}{" "}
      {missing.length === 1 ? "was" : "were"} not assessed yet.{" "}
      {one !== undefined && (
        <HowToScan scan={one.scan} href={trustPage(name, "", { version: one.version })}>
          {`Ask for a scan on the overview of ${showHidden(one.version)}`}
        </HowToScan>
      )}
    </EmptyState>
  );
}

/** A plain form, so the comparison has an address of its own. */
function Choice({ name, view, versions, chosen: { from, to } }: Props) {
  const options = optionsOf(view, [...versions, from, to]);
  return (
    <form
      key={`${from} ${to}`}
      action={`${serverPath(name, "trust")}/compare`}
      className="flex flex-wrap items-end gap-3"
    >
      <div className="max-w-full min-w-36">
        <SelectField label="From" name="from" defaultValue={from} options={options} />
      </div>
      <div className="max-w-full min-w-36">
        <SelectField label="To" name="to" defaultValue={to} options={options} />
      </div>
      <Button type="submit">
        <ArrowLeftRight aria-hidden /> Compare
      </Button>
    </form>
  );
}

/** An evaluation is called by its version and when it was made. */
function optionsOf(view: TrustComparison | null, known: readonly string[]) {
  const words = new Map(
    (view === null ? [] : [view.from, view.to]).map(({ asked, version, evaluated }) => [
      asked,
      asked === version || evaluated === null
        ? version
        : `${version}, ${momentWords(evaluated.finishedAt)}`,
    ]),
  );
  return [...new Set(known)]
    .filter((value) => value !== "")
    .map((value) => ({ value, label: showHidden(words.get(value) ?? value) }));
}
