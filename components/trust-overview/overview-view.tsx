import type { ReactNode } from "react";
import { Figures, type Figure } from "#components/quality/figures.tsx";
import { Nothing } from "#components/quality/nothing.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import type { RegistryAssessment } from "#lib/trust/overview/assess-registry.ts";
import type { TrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import type { ExpiringPage } from "#lib/trust/overview/list-expiring.ts";
import type { Fix } from "#lib/trust/overview/list-fixes.ts";
import type { UnreachedPage } from "#lib/trust/overview/list-unreached.ts";
import { count, servers } from "./count-words.ts";
import { CsvLink } from "./csv-link.tsx";
import { LevelChart, RiskChart } from "./distribution.tsx";
import { ExpiringTable } from "./expiring-table.tsx";
import { FindingMatrix } from "./finding-matrix.tsx";
import { FixesTable } from "./fixes-table.tsx";
import { catalogOf, offerOf, overviewCsv, overviewPage } from "./overview-address.ts";
import { RegistrySelf } from "./registry-self.tsx";
import { ScopeForm, type Scope, type TeamOption } from "./scope-form.tsx";
import { UnreachedTable } from "./unreached-table.tsx";

type Props = {
  scope: Scope;
  teams: readonly TeamOption[];
  overview: TrustOverview;
  fixes: readonly Fix[];
  expiring: ExpiringPage;
  unreached: UnreachedPage;
  registry: RegistryAssessment;
  now: Date;
};

/** Where nothing was looked at, nothing is known to be fine either. */
const NOT_KNOWN = "Not known: no server on offer was assessed yet.";
const isKnown = ({ servers, levels }: TrustOverview): boolean =>
  servers === 0 || levels.some((one) => one.level !== null && one.servers > 0);

/** How far everything on offer is trusted, what is open, and what to do first. */
export function OverviewView(props: Props) {
  const { scope, teams, overview, fixes, registry } = props;
  const { team } = scope;
  return (
    <div className="flex flex-col gap-6">
      <div>
        <ScopeForm scope={scope} teams={teams} />
        <Figures figures={figuresOf(props)} />
        <OnOffer overview={overview} team={team} />
      </div>
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        <CardSection
          title="Trust levels"
          description="What is proven of the version shown, from L0 None to L4 Attested."
          actions={<CsvLink href={overviewCsv("levels", { team })} of="trust levels" />}
        >
          <LevelChart overview={overview} team={team} />
        </CardSection>
        <CardSection
          title="Risks"
          description="The worst that was found in it, whatever its level."
          actions={<CsvLink href={overviewCsv("risks", { team })} of="risks" />}
        >
          <RiskChart overview={overview} team={team} />
        </CardSection>
      </div>
      <CardSection
        flush
        title="Open findings"
        description="Found, and neither fixed nor waived; by how long they have been open."
        actions={<CsvLink href={overviewCsv("findings", { team })} of="open findings" />}
      >
        <FindingMatrix overview={overview} team={team} />
      </CardSection>
      <CardSection
        flush
        title="Fixes that would raise most servers"
        description="What to do, and how many servers it alone would move to their next level; then those that need other fixes as well. A server may stand in several rows."
        actions={<CsvLink href={overviewCsv("fixes", { team })} of="fixes" />}
      >
        {fixes.length === 0 ? (
          <Nothing>
            {isKnown(overview)
              ? "Nothing that somebody could fix keeps a server from its next level."
              : NOT_KNOWN}
          </Nothing>
        ) : (
          <FixesTable fixes={fixes} team={team} />
        )}
      </CardSection>
      <Expiring {...props} />
      <Unreached {...props} />
      <CardSection
        flush
        id="registry"
        title="The registry itself"
        description="What MTF asks of a registry and of the clients that install from it. It counts for no level; until all of it is met, L3 and L4 carry the words “artifact scope”."
        actions={<CsvLink href={overviewCsv("registry")} of="the registry itself" />}
      >
        <RegistrySelf results={registry.results} />
      </CardSection>
      <p className="text-sm text-subtle">
        Levels and controls: mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes
        made.
      </p>
    </div>
  );
}

/** What the numbers are of: the catalog lists more, and says so of each. */
function OnOffer({
  overview: { quarantined },
  team,
}: Pick<Props, "overview"> & Pick<Scope, "team">) {
  return (
    <p className="mt-3 max-w-prose text-sm text-subtle">
      On offer are servers that are approved or deprecated, and not in quarantine. Only these count
      on this page.
      {quarantined > 0 && (
        <>
          {" "}
          <TextLink href={catalogOf({ team, quarantined: "true" })}>
            {servers(quarantined)} in quarantine
          </TextLink>{" "}
          {quarantined === 1 ? "is" : "are"} left out; the catalog shows{" "}
          {quarantined === 1 ? "it" : "them"} among the others.
        </>
      )}
    </p>
  );
}

function Expiring({ expiring, scope: { team, days }, now }: Props) {
  return (
    <CardSection
      flush
      title={`Levels that run out within ${days} days`}
      description="What was checked counts only for so long: what is read from the artifact for 30 days at L3 and L4 and for 90 below, what is looked at every day or week for some days more than that. Gatehouse looks again by itself; what runs out could not be looked at."
      actions={<CsvLink href={overviewCsv("expiring", { team, days })} of="levels that run out" />}
    >
      {expiring.total === 0 ? (
        <Nothing>No level runs out within {days} days.</Nothing>
      ) : (
        <ExpiringTable servers={expiring.servers} now={now} />
      )}
      <More
        shown={expiring.servers.length}
        total={expiring.total}
        href={overviewPage("expiring", { team, days })}
      >
        levels that run out
      </More>
    </CardSection>
  );
}

function Unreached({ overview, unreached, scope: { team }, now }: Props) {
  return (
    <CardSection
      flush
      title="Evidence that could not be fetched"
      description="Neither good nor bad: a source did not answer, or a scan failed. The level of before is kept for some days."
      actions={<CsvLink href={overviewCsv("unreached", { team })} of="unreached evidence" />}
    >
      {unreached.total === 0 ? (
        <Nothing>
          {isKnown(overview) ? "Everything that was asked for was answered." : NOT_KNOWN}
        </Nothing>
      ) : (
        <UnreachedTable servers={unreached.servers} now={now} />
      )}
      <More
        shown={unreached.servers.length}
        total={unreached.total}
        href={overviewPage("unreached", { team })}
      >
        servers
      </More>
    </CardSection>
  );
}

function More(props: { shown: number; total: number; href: string; children: ReactNode }) {
  const { shown, total, href, children } = props;
  if (total <= shown) return null;
  return (
    <p className="border-t border-line px-4 py-3 text-sm">
      <TextLink href={href}>
        All {count(total)} {children}
      </TextLink>
    </p>
  );
}

function figuresOf({ overview, expiring, unreached, scope }: Props): Figure[] {
  const { team, days } = scope;
  const of = (level: number | null) =>
    overview.levels.find((one) => one.level === level)?.servers ?? 0;
  const general = of(2) + of(3) + of(4);
  const severe = overview.risks
    .filter(({ risk }) => risk === "critical" || risk === "high")
    .reduce((sum, one) => sum + one.servers, 0);
  return [
    {
      term: "Fit for general use (L2 or more)",
      value: count(general),
      note: `of ${servers(overview.servers)} on offer`,
      ...(general > 0 && { href: offerOf({ team, trust: ["4", "3", "2"] }) }),
    },
    {
      term: "High or critical risk",
      value: count(severe),
      note: "whatever their level",
      ...(severe > 0 && { href: offerOf({ team, risk: ["critical", "high"] }) }),
    },
    {
      term: `Run out within ${days} days`,
      value: count(expiring.total),
      note: "unless they are looked at again",
      ...(expiring.total > 0 && { href: overviewPage("expiring", { team, days }) }),
    },
    {
      term: "Not reached",
      value: count(unreached.total),
      note: "servers with evidence that is missing",
      ...(unreached.total > 0 && { href: overviewPage("unreached", { team }) }),
    },
  ];
}
