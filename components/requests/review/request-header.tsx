import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import {
  ClockLabel,
  KindLabel,
  RequestStateChip,
  TierChip,
  UrgencyChip,
} from "../request-chips.tsx";
import type { ReviewProps } from "./review-props.ts";

/** What it is and where it stands, in one glance. */
export function RequestHeader({ request, now, actions }: ReviewProps) {
  const { number, title, state, watching } = request;
  const mayReview = request.allowed.includes("assign");
  return (
    <>
      <PageHeader
        title={`${number} ${showHidden(title)}`}
        breadcrumb={[
          mayReview
            ? { href: "/reviews", label: "Reviews" }
            : { href: "/requests", label: "Requests" },
        ]}
        actions={
          state !== "draft" && (
            <OneButtonForm
              action={actions.watchAction}
              fields={{ requestId: request.id, watch: String(!watching) }}
            >
              {watching ? "Stop watching" : "Watch"}
            </OneButtonForm>
          )
        }
      />
      <div className="-mt-3 mb-5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-muted">
        <span className="flex flex-wrap gap-1.5">
          <RequestStateChip state={state} />
          <TierChip tier={request.tier} />
          <UrgencyChip urgency={request.urgency} />
          {request.revision > 1 && (
            <Badge title="An edit makes a new revision and voids earlier votes.">
              Revision {request.revision}
            </Badge>
          )}
        </span>
        <KindLabel kind={request.kind} />
        <span>
          {request.serverId === null ? (
            <code className="break-all">{showHidden(request.serverName)}</code>
          ) : (
            <TextLink href={serverPath(request.serverName)} className="break-all">
              {showHidden(request.serverName)}
            </TextLink>
          )}
        </span>
        <span>
          asked by {showHidden(request.requester.name)}
          {request.submittedAt && (
            <>
              {", "}
              <RelativeTime at={request.submittedAt} now={now} />
            </>
          )}
        </span>
        <ClockLabel facts={request} now={now} />
      </div>
    </>
  );
}
