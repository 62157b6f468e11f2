import type { ReactNode } from "react";
import { Popover } from "#components/ui/popover.tsx";
import { isAssessed, isRiskKnown, NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import type { Evaluation, Flag } from "#lib/trust/core/evaluate.ts";
import { LEVEL_NAMES, type ArtifactKind, type Level, type Risk } from "#lib/trust/core/words.ts";
import { FlagChip, LevelChip, RiskChip } from "./trust-chips.tsx";
import { dateWords, RISK_UNKNOWN_WORDS, RISK_WORDS, standWords } from "./trust-words.ts";

/** How a version, or one way to install it, stands. */
export type Stand = {
  level: Level;
  kind: ArtifactKind;
  flag: Flag;
  staleSince: Date | null;
  score: number | null;
  coverage: Evaluation["coverage"];
  risk: Risk;
  /** Set where one way to install is shown. */
  ceiling?: Level;
  dropped?: { from: Level; at: Date } | null;
};

/** Level, score, coverage and risk: four different questions, side by side. */
export function TrustGlance({ stand, label }: { stand: Stand; label: string }) {
  const { score, coverage, risk } = stand;
  const isKnown = isRiskKnown(stand);
  return (
    <section aria-label={label}>
      <dl className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Tile term="Level" value={<Levels stand={stand} />}>
          <LevelDetail stand={stand} />
        </Tile>
        <Tile
          term="Score"
          value={
            score === null ? (
              <span className="text-muted">{NOT_ASSESSED}</span>
            ) : (
              <Figure value={String(score)} of="of 100" />
            )
          }
        >
          {score === null
            ? "Too little of level 1 could be checked for a number that means something."
            : "Gatehouse's own number within the level; MTF defines none."}
        </Tile>
        <Tile term="Coverage" value={<Figure value={`${coverageOf(coverage)} %`} of="checked" />}>
          {coverage.evaluated} of {coverage.applicable} points could be checked; a control counts by
          its level. The rest is unknown: neither good nor bad.
        </Tile>
        <Tile term="Risk" value={<RiskChip risk={isKnown ? risk : null} />}>
          {isKnown ? RISK_WORDS[risk] : RISK_UNKNOWN_WORDS}
        </Tile>
      </dl>
    </section>
  );
}

/** Rounded down: only all is 100 %. */
export const coverageOf = ({ evaluated, applicable }: Evaluation["coverage"]): number =>
  applicable === 0 ? 0 : Math.floor((100 * evaluated) / applicable);

function Levels({ stand }: { stand: Stand }) {
  const { flag, staleSince, level, kind, score } = stand;
  return (
    <span className="flex flex-wrap gap-1.5">
      <LevelChip level={level} kind={kind} flag={flag} score={score} bare />
      {(isAssessed(stand) || flag === "blocked") && (
        <FlagChip flag={flag} staleSince={staleSince} />
      )}
    </span>
  );
}

function LevelDetail({ stand }: { stand: Stand }) {
  const { level, flag, ceiling, dropped } = stand;
  return (
    <>
      {standWords(stand)}
      {ceiling !== undefined && ceiling > level && flag !== "blocked" && (
        <>
          {" "}
          If all that is unknown were fine, it would be L{ceiling} {LEVEL_NAMES[ceiling]}.
        </>
      )}
      {dropped && (
        <span className="text-danger-text">
          {" "}
          It fell from L{dropped.from} {LEVEL_NAMES[dropped.from]} on {dateWords(dropped.at)}.
        </span>
      )}
    </>
  );
}

function Figure({ value, of }: { value: string; of: string }) {
  return (
    <>
      <span className="text-xl font-semibold tabular-nums">{value}</span>{" "}
      <span className="text-sm text-subtle">{of}</span>
    </>
  );
}

function Tile(props: { term: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-4">
      <dt className="text-sm text-subtle">{props.term}</dt>
      <dd className="flex min-h-8 flex-wrap items-center gap-x-1.5">{props.value}</dd>
      <dd className="text-sm text-muted">{props.children}</dd>
    </div>
  );
}

/** The words of the framework, where they first matter. */
export function WhatItMeans() {
  return (
    <Popover trigger="What do these mean?" panelClassName="w-96 p-4">
      <div className="flex flex-col gap-2">
        <p>
          <strong>Level</strong>: what is proven, from L0 None over{" "}
          {LEVEL_NAMES.slice(1).join(", ")}. Every control up to a level has to hold. Only MCP
          bundles have a level of MTF itself; for other kinds it is adapted.
        </p>
        <p>
          <strong>Artifact scope</strong>: L3 and L4 also ask something of the registry itself, such
          as a signed list of servers. Gatehouse does not do all of it yet, so these levels are said
          of the artifact alone.
        </p>
        <p>
          <strong>Score</strong>: a number from 0 to 100 within the band of the level, to compare
          and to sort.
        </p>
        <p>
          <strong>Coverage</strong>: how much of what counts could be checked at all.
        </p>
        <p>
          <strong>Risk</strong>: the worst that was found. A high risk caps the score, whatever the
          level.
        </p>
        <p>
          <strong>Not checked</strong>: a source did not answer, or nobody has said it. It is never
          taken for a pass, and never for a fail.
        </p>
      </div>
    </Popover>
  );
}
