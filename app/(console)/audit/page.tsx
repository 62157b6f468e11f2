import { guarded } from "#components/admin/guarded.tsx";
import { AuditChart, countWords } from "#components/audit/audit-counts.tsx";
import { AuditTabs } from "#components/audit/audit-tabs.tsx";
import { AuditView } from "#components/audit/audit-view.tsx";
import { ExportMenu } from "#components/audit/export-menu.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { queryOf, type FilterTexts } from "#lib/audit/core/filter-query.ts";
import { getAuditCounts, type AuditCounts } from "#lib/audit/get-counts.ts";
import { listAuditEvents } from "#lib/audit/list-events.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listViews } from "#lib/views/list-views.ts";
import * as actions from "./actions.ts";
import { readCursor, readFilters, type Params } from "./read-params.ts";

export const metadata = { title: "Audit" };

type Props = { searchParams: Promise<Params> };

export default async function AuditPage({ searchParams }: Props) {
  const params = await searchParams;
  const ctx = await sessionContext();
  const { filters, errors } = readFilters(params);
  const cursor = readCursor(params);
  return guarded(async () => {
    const [page, views] = await Promise.all([
      listAuditEvents(ctx, { ...filters, cursor }),
      listViews(ctx, { page: "audit" }),
    ]);
    const counts = getAuditCounts(ctx, filters);
    return (
      <>
        <PageHeader
          title="Audit"
          description="What was done, by whom and to what. Records are added, never changed, and each can be proven."
          actions={can(ctx.actor, "audit.export") && <ExportMenu filters={filters} />}
        />
        <AuditTabs current="records" />
        <AuditView
          page={page}
          filters={filters}
          errors={errors}
          views={views}
          saved={typeof params["saved"] === "string" ? params["saved"] : null}
          isFirst={cursor === undefined}
          now={ctx.now}
          save={actions.saveViewAction}
          remove={actions.removeViewAction}
          count={<Count counts={counts} />}
          chart={<Chart counts={counts} filters={filters} open={cursor === undefined} />}
        />
      </>
    );
  });
}

type Counting = { counts: Promise<AuditCounts> };

const Count = async ({ counts }: Counting) => countWords(await counts);

type Charting = Counting & { filters: FilterTexts; open: boolean };

const Chart = async ({ counts, filters, open }: Charting) => (
  <AuditChart
    counts={await counts}
    filters={filters}
    // Whoever narrows the list, or goes on in it, looks at the records.
    open={open && queryOf(filters) === ""}
  />
);
