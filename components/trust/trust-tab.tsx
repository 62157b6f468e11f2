import { Download, ShieldQuestion } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Level } from "#lib/trust/core/words.ts";
import type { OptionTrust, TrustView } from "#lib/trust/get-trust.ts";
import { chosenOption } from "./chosen-option.ts";
import type { EndWaiverAction } from "./control-waiver.tsx";
import { OptionChoice } from "./option-choice.tsx";
import { OptionReport } from "./option-report.tsx";
import { ScanCredentials, type ScanCredentialsProps } from "./scan-credentials.tsx";
import { ScanPanel, type ScanAction } from "./scan-panel.tsx";
import { badgeAddress, trustAddress } from "./trust-address.ts";
import { TrustGlance, WhatItMeans } from "./trust-glance.tsx";
import { TrustHistory } from "./history-table.tsx";
import { queryOf, TrustSections } from "./trust-sections.tsx";
import { TrustValidity } from "./trust-validity.tsx";

type Props = {
  name: string;
  /** Null: no version of it is known to this person. */
  trust: TrustView | null;
  /** The way to install that was asked for. */
  asked: string | undefined;
  now: Date;
  action: ScanAction;
  endWaiver: EndWaiverAction;
  /** False: this person keeps none. */
  credentials: false | ScanCredentialsProps;
};

/** How far a version is trusted, why, and what would raise it. */
export function TrustTab({ trust, ...props }: Props) {
  if (trust === null)
    return (
      <EmptyState icon={ShieldQuestion} title="No version is known">
        Trust is about a version: there is nothing to look at until one is registered.
      </EmptyState>
    );
  return <VersionTrust trust={trust} {...props} />;
}

type VersionProps = Props & { trust: TrustView };

function VersionTrust({ name, trust, asked, now, action, endWaiver, credentials }: VersionProps) {
  const { standing, options, history } = trust;
  const chosen = chosenOption(options, asked);
  const query = queryOf(trust, options, chosen);
  return (
    <div className="flex flex-col gap-5">
      <TrustSections name={name} current="" query={query} />
      <VersionLine name={name} trust={trust} />
      <ScanPanel name={name} trust={trust} now={now} action={action} />
      {standing === null ? (
        <NotScanned trust={trust} />
      ) : (
        <>
          <TrustGlance
            stand={{ ...standing, ...ceilingOf(options) }}
            label={`Trust of version ${trust.version} at a glance`}
          />
          <TrustValidity standing={standing} found={foundLevel(options)} now={now} />
        </>
      )}
      {standing !== null && chosen !== null && (
        <>
          <OptionChoice
            options={options}
            chosen={chosen}
            hrefOf={(option) => addressOf(name, trust, option)}
          />
          <OptionReport
            name={name}
            version={trust.version}
            option={chosen}
            query={query}
            isOnly={options.length === 1}
            mayReadEvidence={trust.mayReadEvidence}
            waivers={{ name, version: trust.version, view: trust.waivers, action: endWaiver }}
          />
        </>
      )}
      {credentials !== false && credentials.remotes.length > 0 && (
        <ScanCredentials name={name} version={trust.version} {...credentials} />
      )}
      {history.length > 0 && (
        <TrustHistory
          name={name}
          history={history}
          releases={trust.releases}
          option={optionOf(chosen)}
        />
      )}
      <Attribution />
    </div>
  );
}

/** Of several ways to install, each says its own below. */
function ceilingOf([only, ...others]: readonly OptionTrust[]) {
  return only?.evaluated && others.length === 0
    ? { ceiling: only.evaluated.evaluation.ceiling }
    : {};
}

/** What the newest evaluations concluded together; null: not all ways to install have one. */
function foundLevel(options: readonly OptionTrust[]): Level | null {
  const levels = options.map(({ evaluated }) => evaluated?.evaluation.level ?? null);
  const known = levels.filter((level) => level !== null);
  return known.length === 0 || known.length < levels.length
    ? null
    : known.reduce((least, level) => (level < least ? level : least));
}

const optionOf = (chosen: OptionTrust | null) => chosen?.option ?? "";

function addressOf(name: string, { version, isCurrent }: TrustView, option: string): string {
  const query = new URLSearchParams({ ...(isCurrent ? {} : { version }), option });
  return `${serverPath(name, "trust")}?${query.toString()}`;
}

function VersionLine({ name, trust }: Pick<VersionProps, "name" | "trust">) {
  const { version, isCurrent, standing } = trust;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex flex-wrap items-center gap-2 text-muted">
        <span>
          Trust of version <code>{showHidden(version)}</code>
        </span>
        {!isCurrent && (
          <TextLink href={serverPath(name, "trust")}>Trust of the current version</TextLink>
        )}
        <WhatItMeans />
      </div>
      {standing !== null && (
        <div className="flex flex-wrap gap-2">
          <a
            href={badgeAddress(name, { version })}
            className={buttonStyle({ size: "sm", variant: "ghost" })}
          >
            Badge image
          </a>
          {/* A file, not a page: the router must not fetch it. */}
          <a
            href={trustAddress(name, "export", { version })}
            download={`trust-${name.replaceAll("/", "-")}-${version}.json`}
            className={buttonStyle({ size: "sm" })}
          >
            <Download aria-hidden /> Export
          </a>
        </div>
      )}
    </div>
  );
}

function NotScanned({ trust: { options, scan } }: Pick<VersionProps, "trust">) {
  if (!options.some(({ isScannable }) => isScannable))
    return (
      <EmptyState icon={ShieldQuestion} title="There is nothing here that Gatehouse can scan">
        {options.length === 0
          ? "This version names no package and no remote address."
          : "Gatehouse scans packages of npm, PyPI, OCI and MCPB, and remote servers. This version offers none of them."}{" "}
        That says nothing for or against it: ask security before you use it.
      </EmptyState>
    );
  const isUnderWay = scan?.state === "queued" || scan?.state === "running";
  return (
    <EmptyState icon={ShieldQuestion} title="Trust is not assessed yet">
      {isUnderWay
        ? "The result appears here as soon as the scan has ended. This page renews itself."
        : "Nobody has looked yet, which says nothing for or against it. A scan looks at the package, its dependencies, its code and its publisher."}
    </EmptyState>
  );
}

/** MTF's text is CC BY 4.0: its name, where it is, and that we changed it. */
function Attribution() {
  return (
    <p className="max-w-prose text-xs text-subtle">
      Levels and controls: mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes made.
      Only MCP bundles (MCPB) are what MTF is about; other kinds are MTF-adapted. Score, coverage,
      areas and the XR controls are Gatehouse&apos;s own.
    </p>
  );
}
