import { Suspense, type ReactNode } from "react";
import { SavedViews, type ViewPage } from "#components/browse/saved-views.tsx";
import { ListKeys } from "#components/requests/list/list-keys.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import type { FormState } from "#lib/actions/form-action.ts";
import { queryOf, type FilterTexts } from "#lib/audit/core/filter-query.ts";
import type { AuditPage } from "#lib/audit/list-events.ts";
import type { FieldErrors } from "#lib/kernel/errors.ts";
import type { SavedView } from "#lib/views/list-views.ts";
import { AuditChips } from "./audit-chips.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { auditHref } from "./audit-href.ts";
import { AuditTable } from "./audit-table.tsx";
import { ObjectsNote } from "./objects-note.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type Props = {
  page: AuditPage;
  filters: FilterTexts;
  errors: FieldErrors;
  views: readonly SavedView[];
  /** The saved view that is open. */
  saved: string | null;
  isFirst: boolean;
  now: Date;
  save: Action;
  remove: Action;
  /** They come when they are counted; the list does not wait for them. */
  count: ReactNode;
  chart: ReactNode;
};

const AUDIT_VIEWS: ViewPage = {
  page: "audit",
  path: "/audit",
  sharing: "Others who may read the log find it under Views.",
};

/** The log as a list: filters, what they leave, and how it went over the last 90 days. */
export function AuditView(props: Props) {
  const { page, filters, errors, views, saved, isFirst, now, count, chart } = props;
  const wrong = Object.values(errors).flat();
  return (
    <div className="flex flex-col gap-4" data-wide="">
      <ListKeys noun="record" />
      <AuditFilters key={queryOf(filters)} filters={filters} errors={errors} />
      {wrong.length > 0 && (
        <Callout tone="warning" title="A filter was left out">
          {wrong.join(" ")}
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="mr-auto min-h-6 text-muted tabular-nums">
          <Suspense fallback="Counting…">{count}</Suspense>
        </p>
        <SavedViews
          key={saved ?? ""}
          views={views}
          page={AUDIT_VIEWS}
          openId={saved}
          query={queryOf(filters)}
          save={props.save}
          remove={props.remove}
        />
      </div>
      <AuditChips filters={filters} known={knownNames(page, filters)} />
      <ObjectsNote objects={page.objects} filters={filters} />
      <Suspense fallback={<div className="h-70" />}>{chart}</Suspense>
      <Card className="overflow-hidden">
        <AuditTable page={page} filters={filters} now={now} />
      </Card>
      {(page.nextCursor !== null || !isFirst) && (
        <Pagination
          summary={`${page.events.length} records on this page`}
          previousHref={isFirst ? null : auditHref(filters)}
          nextHref={
            page.nextCursor === null ? null : auditHref(filters, { cursor: page.nextCursor })
          }
        />
      )}
    </div>
  );
}

/** What ids in the filters are called, where the records say so. */
function knownNames({ events }: AuditPage, { actor, targetId }: FilterTexts) {
  return {
    actor: events.find((event) => event.actor.id === actor)?.actor.name ?? null,
    target: events.find((event) => event.target.id === targetId)?.target.name ?? null,
  };
}
