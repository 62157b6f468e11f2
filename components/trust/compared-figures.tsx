import type { ReactNode } from "react";
import { CardSection } from "#components/ui/card.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isAssessed, isRiskKnown, levelWords, NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import type { ComparedSide } from "#lib/trust/compare-trust.ts";
import { GROUPS, RISKS, type Group, type Risk } from "#lib/trust/core/words.ts";
import { FlagChip, RiskChip } from "./trust-chips.tsx";
import { coverageOf } from "./trust-glance.tsx";
import { isFlagSaid, standWords } from "./trust-words.ts";

type Evaluated = NonNullable<ComparedSide["evaluated"]>;
type Row = { what: string; from: ReactNode; to: ReactNode; change: string };
type Props = { from: ComparedSide; to: ComparedSide };

/** Level, score, coverage, risk and areas side by side. */
export function ComparedFigures({ from, to }: Props) {
  if (from.evaluated === null || to.evaluated === null) return null;
  return (
    <CardSection title="Figures" flush>
      <Table
        caption="Figures of both"
        rows={rowsOf(from.evaluated, to.evaluated)}
        rowKey={({ what }) => what}
        columns={[
          { key: "what", header: "What", primary: true, className: "sm:w-1/4", cell: whatOf },
          { key: "from", header: headOf(from), cell: ({ from: cell }) => cell },
          { key: "to", header: headOf(to), cell: ({ to: cell }) => cell },
          { key: "change", header: "Change", className: "sm:w-40", cell: changeOf },
        ]}
      />
    </CardSection>
  );
}

const whatOf = ({ what }: Row) => what;
const changeOf: Column<Row>["cell"] = ({ change }) =>
  change === "" ? <span className="text-subtle">None</span> : change;

/** Two evaluations of one version are told apart by where they stand. */
const headOf = ({ version, asked }: ComparedSide): string =>
  asked === version ? showHidden(version) : `${showHidden(version)}, as chosen`;

function rowsOf(from: Evaluated, to: Evaluated): Row[] {
  const [one, other] = [from.evaluation, to.evaluation];
  return [
    {
      what: to.kind === "mcpb" ? "MTF level" : "MTF-adapted level",
      from: <Stand of={from} />,
      to: <Stand of={to} />,
      change:
        isAssessed(one) !== isAssessed(other)
          ? "Cannot be compared"
          : one.level === other.level
            ? ""
            : `${other.level > one.level ? "Up" : "Down"} ${Math.abs(other.level - one.level)}`,
    },
    {
      what: "Score",
      from: one.score ?? NOT_ASSESSED,
      to: other.score ?? NOT_ASSESSED,
      change: difference(one.score, other.score),
    },
    {
      what: "Coverage",
      from: `${coverageOf(one.coverage)} %`,
      to: `${coverageOf(other.coverage)} %`,
      change: difference(coverageOf(one.coverage), coverageOf(other.coverage)),
    },
    {
      what: "Risk",
      from: <RiskChip risk={knownRisk(one)} />,
      to: <RiskChip risk={knownRisk(other)} />,
      change: riskChange(knownRisk(one), knownRisk(other)),
    },
    ...(Object.keys(GROUPS) as Group[]).map((group) => ({
      what: `Area: ${GROUPS[group]}`,
      from: one.subScores[group] ?? "Does not apply",
      to: other.subScores[group] ?? "Does not apply",
      change: difference(one.subScores[group], other.subScores[group]),
    })),
    {
      what: "Digest",
      from: <Digest of={from} />,
      to: <Digest of={to} />,
      change: from.digest === to.digest ? "" : "Other bytes",
    },
    {
      what: "Rule set",
      from: from.ruleSet,
      to: to.ruleSet,
      change: from.ruleSet === to.ruleSet ? "" : "Other rules",
    },
  ];
}

const knownRisk = (evaluation: Evaluated["evaluation"]): Risk | null =>
  isRiskKnown(evaluation) ? evaluation.risk : null;

function riskChange(from: Risk | null, to: Risk | null): string {
  if (from === to) return "";
  if (from === null || to === null) return "Cannot be compared";
  return RISKS.indexOf(to) > RISKS.indexOf(from) ? "Higher" : "Lower";
}

/** With a sign, where both are known. */
function difference(from: number | null, to: number | null): string {
  if (from === to) return "";
  if (from === null || to === null) return "Cannot be compared";
  return `${to > from ? "+" : "−"}${Math.abs(to - from)}`;
}

/** In few words: two chips side by side are too wide for a phone. */
function Stand({ of: { evaluation } }: { of: Evaluated }) {
  const { flag } = evaluation;
  const staleSince = evaluation.staleSince === null ? null : new Date(evaluation.staleSince);
  return (
    <span className="flex flex-wrap gap-1.5">
      <span title={standWords({ ...evaluation, staleSince })}>{levelWords(evaluation)}</span>
      {isFlagSaid(evaluation) && <FlagChip flag={flag} staleSince={staleSince} />}
    </span>
  );
}

function Digest({ of: { digest } }: { of: Evaluated }) {
  if (digest === null) return <span className="text-subtle">None</span>;
  return (
    <code className="text-xs" title={showHidden(digest)}>
      {showHidden(digest).slice(0, 20)}
      {digest.length > 20 && "…"}
    </code>
  );
}
