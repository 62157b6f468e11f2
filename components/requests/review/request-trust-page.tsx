import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { chosenOption, optionName } from "#components/trust/chosen-option.ts";
import { ControlList } from "#components/trust/control-list.tsx";
import { NextLevelSteps } from "#components/trust/next-level-steps.tsx";
import { OptionChoice } from "#components/trust/option-choice.tsx";
import { artifactOf } from "#components/trust/option-report.tsx";
import { SubScores } from "#components/trust/sub-scores.tsx";
import { TrustGlance, WhatItMeans } from "#components/trust/trust-glance.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { RequestTrustView } from "#lib/requests/get-request-trust.ts";
import { isEnded } from "#lib/requests/core/words.ts";
import { nextLevel } from "#lib/trust/core/next-level.ts";
import type { OptionTrust } from "#lib/trust/get-trust.ts";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { ScanProgress, SCANS_ARE_OFF } from "./scan-progress.tsx";

type Props = {
  trust: RequestTrustView;
  /** The way to install that was asked for. */
  asked: string | undefined;
  scanAction: FormAction;
};

/** All that the scan of a request found, before the catalog has what it proposes. */
export function RequestTrustPage({ trust, asked, scanAction }: Props) {
  const { number, version, standing, options } = trust;
  const chosen = chosenOption(options, asked);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-muted">
          {version === null ? (
            "Nothing was handed in yet."
          ) : (
            <>
              What the review found out about version <code>{showHidden(version)}</code>
              {!isEnded(trust.state) && ", which is not decided yet"}.
            </>
          )}
        </p>
        <WhatItMeans />
      </div>
      <Listed trust={trust} />
      <ScanProgress number={number} trust={trust} />
      <ScanAgain trust={trust} scanAction={scanAction} />
      {standing !== null && (
        <TrustGlance stand={standing} label={`Trust of what ${number} proposes at a glance`} />
      )}
      {chosen !== null && (
        <>
          <OptionChoice
            options={options}
            chosen={chosen}
            hrefOf={(option) => `/requests/${number}/trust?option=${encodeURIComponent(option)}`}
          />
          <Report option={chosen} />
        </>
      )}
    </div>
  );
}

/** Once it is in the catalog, its own page knows more. */
function Listed({ trust: { isListed, version, serverName } }: Pick<Props, "trust">) {
  if (!isListed || version === null) return null;
  const href = `${serverPath(serverName, "trust")}?version=${encodeURIComponent(version)}`;
  return (
    <Callout tone="info" title="The catalog has this version">
      <TextLink href={href}>Its Trust tab</TextLink> also shows its history, its components and what
      was accepted of it.
    </Callout>
  );
}

function ScanAgain({ trust, scanAction }: Pick<Props, "trust" | "scanAction">) {
  const { id, mayScan, scan, state, scansByItself } = trust;
  if (scan?.state === "running") return null;
  if (mayScan)
    return (
      <OneButtonForm action={scanAction} fields={{ requestId: id }}>
        Scan now
      </OneButtonForm>
    );
  if (state === "draft" && scansByItself)
    return (
      <p className="max-w-prose text-muted">
        It is scanned as soon as it is submitted for review, and again when its document changes.
      </p>
    );
  return (
    <p className="max-w-prose text-sm text-subtle">
      {scansByItself
        ? "It is scanned when it is handed in and when its document changes."
        : SCANS_ARE_OFF}{" "}
      Members of the owner team, security and administrators may ask for a scan while the request is
      open.
    </p>
  );
}

function Report({ option }: { option: OptionTrust }) {
  const { evaluated, isScannable } = option;
  if (evaluated === null)
    return (
      <Callout tone="hold" title={`${showHidden(optionName(option))} was not evaluated`}>
        {isScannable
          ? "It counts as level 0 until it is."
          : "Gatehouse has no scanner for it, so it counts as level 0: a client may take this one."}
      </Callout>
    );
  const { evaluation, kind, controls, evidence } = evaluated;
  const next = nextLevel({ level: evaluation.level, kind, subject: "entry" }, controls);
  return (
    <>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <NextLevelSteps next={next} controls={controls} />
        <div className="flex flex-col gap-5">
          <SubScores subScores={evaluation.subScores} />
          <CardSection title="What was scanned">
            <DefinitionList items={artifactOf(option)} />
          </CardSection>
        </div>
      </div>
      <ControlList
        controls={controls}
        evidence={evidence}
        kind={kind}
        readAt={null}
        findingsAt={null}
        waivers={null}
      />
      <p className="max-w-prose text-sm text-subtle">
        A waiver, with which people accept for a time what a control found, can be asked for by the
        owner team once the catalog has the version.
      </p>
    </>
  );
}
