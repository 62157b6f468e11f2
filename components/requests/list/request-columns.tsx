import { MessageSquare } from "lucide-react";
import { NameWithAvatar } from "#components/ui/avatar.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isEnded } from "#lib/requests/core/words.ts";
import type { RequestSummary } from "#lib/requests/request-view.ts";
import {
  ClockLabel,
  KindLabel,
  RequestStateChip,
  TierChip,
  UrgencyChip,
} from "../request-chips.tsx";

type RequestColumn = Column<RequestSummary>;

/** The request itself: what is asked, of which server. */
export const TITLE: RequestColumn = {
  key: "request",
  header: "Request",
  primary: true,
  cell: (request) => (
    <span className="flex min-w-0 flex-col gap-0.5">
      <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <Link
          href={`/requests/${request.number}`}
          data-row-link
          className="text-base font-medium break-words hover:underline"
        >
          {showHidden(request.title)}
        </Link>
        <UrgencyChip urgency={request.urgency} />
      </span>
      <span className="flex flex-wrap items-center gap-x-2 text-subtle">
        <span className="tabular-nums">{request.number}</span>
        <KindLabel kind={request.kind} />
        <span className="break-all">{showHidden(request.serverName)}</span>
        {request.comments > 0 && (
          <span className="inline-flex items-center gap-1 tabular-nums">
            <MessageSquare aria-hidden className="size-3.5" />
            {request.comments}
            <span className="sr-only">{request.comments === 1 ? " comment" : " comments"}</span>
          </span>
        )}
      </span>
    </span>
  ),
};

export const STATE: RequestColumn = {
  key: "state",
  header: "State",
  className: "sm:max-lg:hidden",
  cell: ({ state }) => <RequestStateChip state={state} />,
};

export const TIER: RequestColumn = {
  key: "tier",
  header: "Risk",
  cell: ({ tier }) => <TierChip tier={tier} />,
};

export const APPROVALS: RequestColumn = {
  key: "approvals",
  header: "Approvals",
  className: "whitespace-nowrap tabular-nums sm:max-lg:hidden",
  cell: ({ state, approvals, requiredApprovals }) =>
    state === "draft" ? (
      <span className="text-subtle">–</span>
    ) : (
      `${approvals} of ${requiredApprovals}`
    ),
};

export const REQUESTER: RequestColumn = {
  key: "requester",
  header: "Asked by",
  className: "sm:max-2xl:hidden",
  cell: ({ requester }) => <NameWithAvatar kind="person" name={requester.name} />,
};

export const TEAM: RequestColumn = {
  key: "team",
  header: "Owner team",
  className: "sm:max-lg:hidden",
  cell: ({ ownerTeam }) =>
    ownerTeam ? (
      <NameWithAvatar name={ownerTeam.name} />
    ) : (
      <span className="text-subtle">None</span>
    ),
};

/** The clock while one runs, else when it ended or was last touched. */
export const clock = (now: Date): RequestColumn => ({
  key: "clock",
  header: "Clock",
  className: "lg:whitespace-nowrap",
  cell: (request) =>
    isEnded(request.state) || request.state === "draft" ? (
      <span className="text-subtle">
        {request.decidedAt ? "ended " : "changed "}
        <RelativeTime at={request.decidedAt ?? request.updatedAt} now={now} />
      </span>
    ) : (
      <ClockLabel facts={request} now={now} />
    ),
});
