import { Download } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { nextLevel } from "#lib/trust/core/next-level.ts";
import type { OptionTrust } from "#lib/trust/get-trust.ts";
import { optionName } from "./chosen-option.ts";
import { ControlList } from "./control-list.tsx";
import type { WaiverContext } from "./control-waiver.tsx";
import { NextLevelSteps } from "./next-level-steps.tsx";
import { SubScores } from "./sub-scores.tsx";
import { trustAddress, trustPage } from "./trust-address.ts";
import { TrustGlance } from "./trust-glance.tsx";
import { KIND_WORDS, momentWords } from "./trust-words.ts";

type Props = {
  name: string;
  version: string;
  option: OptionTrust;
  /** Of the page: of the way to install and of the version, where it is not the current one. */
  query: Readonly<Record<string, string>>;
  /** Then the version stands as it does, and its figures are above already. */
  isOnly: boolean;
  mayReadEvidence: boolean;
  waivers: Omit<WaiverContext, "option">;
};

/** One way to install a version: what was found about it. */
export function OptionReport(props: Props) {
  const { name, version, option, query, isOnly, mayReadEvidence, waivers } = props;
  const { evaluated } = option;
  if (evaluated === null)
    return (
      <Callout tone="hold" title={`${showHidden(optionName(option))} was not assessed`}>
        {option.isScannable
          ? "The version counts as level 0 until it is. A scan looks at every way to install it."
          : "Gatehouse has no scanner for it, so the version counts as level 0: a client may take this one."}
      </Callout>
    );
  const { evaluation, kind, controls, evidence } = evaluated;
  const stand = { ...evaluation, kind, staleSince: dateOf(evaluation.staleSince) };
  const next = nextLevel({ level: evaluation.level, kind, subject: "entry" }, controls);
  const readAt = (sha256: string) => trustAddress(name, `evidence/${sha256}`);
  return (
    <>
      {!isOnly && (
        <TrustGlance stand={stand} label={`${showHidden(optionName(option))} at a glance`} />
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <NextLevelSteps next={next} controls={controls} />
        <div className="flex flex-col gap-5">
          <SubScores subScores={evaluation.subScores} />
          <CardSection
            title="What was scanned"
            actions={
              kind !== "remote" &&
              evaluated.digest !== null && (
                // A file, not a page: the router must not fetch it.
                <a
                  href={trustAddress(name, "report.json", { version, option: option.option })}
                  download={`mtf-report-${name.replaceAll("/", "-")}-${version}.json`}
                  className={buttonStyle({ size: "sm", variant: "ghost" })}
                >
                  <Download aria-hidden /> MTF report
                </a>
              )
            }
          >
            <DefinitionList items={artifactOf(option)} />
          </CardSection>
        </div>
      </div>
      <ControlList
        controls={controls}
        evidence={evidence}
        kind={kind}
        readAt={mayReadEvidence ? readAt : null}
        waivers={{ ...waivers, option: option.option }}
        findingsAt={(control) => trustPage(name, "findings", { ...query, control })}
      />
    </>
  );
}

const dateOf = (at: string | null) => (at === null ? null : new Date(at));

/** What was scanned, in words. */
export function artifactOf({ evaluated, name, version }: OptionTrust): Definition[] {
  if (evaluated === null) return [];
  const { kind, digest, digestSeen, ruleSet, startedAt, finishedAt } = evaluated;
  const seconds = Math.max(1, Math.round((finishedAt.getTime() - startedAt.getTime()) / 1_000));
  return [
    { term: "Kind", value: KIND_WORDS[kind] },
    { term: "Name", value: <code className="break-all">{showHidden(name)}</code> },
    ...(version === null ? [] : [{ term: "Version", value: <code>{showHidden(version)}</code> }]),
    {
      term: "Digest",
      value:
        digest === null ? (
          <span className="text-subtle">
            {kind === "remote" ? "A remote server has none" : "It could not be read"}
          </span>
        ) : (
          <>
            <code className="text-xs break-all">{showHidden(digest)}</code>
            {!digestSeen && (
              <span className="text-sm text-subtle"> the last one that could be read</span>
            )}
          </>
        ),
    },
    {
      term: "Assessed",
      value: (
        <>
          <time dateTime={finishedAt.toISOString()}>{momentWords(finishedAt)}</time>
          <span className="text-sm text-subtle">, took {seconds} s</span>
        </>
      ),
    },
    { term: "Rule set", value: <code>{ruleSet}</code> },
  ];
}
