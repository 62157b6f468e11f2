import { Table, type Column } from "#components/ui/table.tsx";
import { hoursWords } from "#lib/reviews/core/duration.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { CHECKLIST, CLASSES, type TierPolicy } from "#lib/reviews/core/policy.ts";
import { leastWords, ON_FALL_WORDS } from "#lib/reviews/core/trust-rules.ts";
import type { PolicyView } from "#lib/reviews/policy-view.ts";
import { needsFreshSignIn } from "#lib/requests/core/separation.ts";
import { RISK_TIERS, TIER_WORDS, type RiskTier } from "#lib/requests/core/words.ts";

type Policy = Pick<PolicyView, "rules" | "dataOwners">;
type Row = TierPolicy & { tier: RiskTier };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "tier",
    header: "Risk tier",
    primary: true,
    className: "whitespace-nowrap font-medium",
    cell: ({ tier }) => <span className="font-medium">{TIER_WORDS[tier].label}</span>,
  },
  { key: "who", header: "Who has to agree", className: "min-w-44", cell: Who },
  {
    key: "response",
    header: "First response",
    className: "whitespace-nowrap",
    cell: ({ responseHours }) => `within ${hoursWords(responseHours)}`,
  },
  {
    key: "decision",
    header: "Decision",
    className: "whitespace-nowrap",
    cell: ({ decisionHours }) => `within ${hoursWords(decisionHours)}`,
  },
  {
    key: "validity",
    header: "Approval valid for",
    className: "whitespace-nowrap",
    cell: ({ validityDays }) => `${validityDays} ${validityDays === 1 ? "day" : "days"}`,
  },
  { key: "checklist", header: "Checklist", className: "min-w-60", cell: Checklist },
];

/** What a review takes, a row for each risk tier. */
export function PolicyTable({ policy, caption }: { policy: Policy; caption: string }) {
  const { rules, dataOwners } = policy;
  return (
    <>
      <Table
        caption={caption}
        columns={COLUMNS}
        rows={RISK_TIERS.map((tier) => ({ tier, ...rules.tiers[tier] }))}
        rowKey={({ tier }) => tier}
      />
      {asksForData(rules) && <DataOwners dataOwners={dataOwners} />}
      <LeastTrust trust={rules.trust} />
      <p className="border-t border-line px-3 py-2 text-sm text-muted">
        {rules.fastTrack.patchReleases
          ? "Patch releases from pipelines skip review, where tools, packages and permissions stay the same."
          : "Patch releases from pipelines are reviewed like everything else."}
      </p>
    </>
  );
}

const asksForData = ({ tiers, dataOwners }: Policy["rules"]) =>
  RISK_TIERS.some((tier) => tiers[tier].dataOwner) ||
  CLASSES.some((data) => dataOwners[data] !== null);

function DataOwners({ dataOwners }: Pick<Policy, "dataOwners">) {
  return (
    <dl className="grid gap-x-6 gap-y-1 border-t border-line px-3 py-2 text-sm sm:grid-cols-2 xl:grid-cols-4">
      {CLASSES.map((data) => (
        <div key={data}>
          <dt className="text-subtle">Owner of {data} data</dt>
          <dd>
            {dataOwners[data]
              ? showHidden(dataOwners[data].name)
              : "Nobody: an administrator agrees instead"}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LeastTrust({ trust }: Pick<Policy["rules"], "trust">) {
  const asking = CLASSES.filter((data) => trust.minimum[data] > 0);
  if (asking.length === 0)
    return (
      <p className="border-t border-line px-3 py-2 text-sm text-muted">
        No trust level is asked for, whatever the data.
      </p>
    );
  return (
    <div className="flex flex-col gap-1 border-t border-line px-3 py-2 text-sm">
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2 xl:grid-cols-4">
        {asking.map((data) => (
          <div key={data}>
            <dt className="text-subtle">Least trust for {data} data</dt>
            <dd>
              {leastWords(trust.minimum[data])}. Below it:{" "}
              {ON_FALL_WORDS[trust.onFall[data]].toLowerCase()}.
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted">
        {trust.exceptionDays === 0
          ? "Nothing below it is approved."
          : `Security may approve below it for at most ${trust.exceptionDays} ${trust.exceptionDays === 1 ? "day" : "days"}, with an end date.`}
      </p>
    </div>
  );
}

function Who({ tier, securityApprovals, ownerTeam, admin, dataOwner }: Row) {
  return (
    <>
      <ul>
        <li>
          {securityApprovals} {securityApprovals === 1 ? "reviewer" : "reviewers"} (security)
        </li>
        {ownerTeam && <li>a member of the owner team</li>}
        {admin && <li>an administrator</li>}
        {dataOwner && <li>the owner of the data</li>}
      </ul>
      {needsFreshSignIn(tier) && <p className="text-xs text-subtle">freshly signed in</p>}
    </>
  );
}

function Checklist({ checklist }: Row) {
  if (checklist.length === 0) return <span className="text-subtle">Nothing to tick</span>;
  return (
    <ul>
      {checklist.map((key) => (
        <li key={key} title={CHECKLIST[key]?.hint}>
          {CHECKLIST[key]?.label ?? key}
        </li>
      ))}
    </ul>
  );
}
