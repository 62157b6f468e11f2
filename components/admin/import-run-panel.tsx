import { Download } from "lucide-react";
import type { ImportRunPage } from "#lib/imports/get-import-run.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ImportItems } from "./import-items.tsx";
import { LiveRuns } from "./live-runs.tsx";
import { withQuery } from "./page-links.ts";
import { OUTCOME_ORDER, OUTCOME_WORDS, RunStatus, totalOf, type Outcome } from "./run-words.tsx";

type Props = { page: ImportRunPage; outcome: Outcome | undefined; after: number; now: Date };

export function ImportRunPanel({ page, outcome, after, now }: Props) {
  const { run, items, next } = page;
  const path = `/admin/import/${run.id}`;
  const filter = outcome ?? "all";
  const shown = outcome ? run.counts[outcome] : totalOf(run);
  return (
    <>
      <LiveRuns running={run.status === "running" ? [run.id] : []} />
      <PageHeader
        title={run.label}
        breadcrumb={[{ href: "/admin/import", label: "Import" }]}
        actions={
          <>
            <RunStatus status={run.status} />
            <Report id={run.id} format="csv" outcome={outcome} />
            <Report id={run.id} format="jsonl" outcome={outcome} />
          </>
        }
      />
      {run.failure && (
        <Callout tone="danger" title="It did not go through" className="mb-4">
          {run.failure} What was taken before stays. Importing again changes only what is missing.
        </Callout>
      )}
      {run.status === "left" && (
        <Callout tone="warning" title="It broke off" className="mb-4">
          The process that worked on it has not been heard of. What was taken stays; import again
          for the rest.
        </Callout>
      )}
      <Card className="mb-6 p-4">
        <DefinitionList items={facts(page, now)} />
      </Card>
      <Tabs
        label="Outcomes"
        tabs={[
          ...OUTCOME_ORDER.map((value) => ({
            href: withQuery(path, { outcome: value }),
            label: OUTCOME_WORDS[value].label,
            current: outcome === value,
            count: run.counts[value],
          })),
          {
            href: withQuery(path, { outcome: "all" }),
            label: "All",
            current: outcome === undefined,
            count: totalOf(run),
          },
        ]}
      />
      <ImportItems items={items} outcome={outcome} running={run.status === "running"} />
      {shown > 0 && (
        <Pagination
          summary={`${shown.toLocaleString("en")} ${shown === 1 ? "entry" : "entries"}, in the order of the input`}
          previousHref={after > 0 ? withQuery(path, { outcome: filter }) : null}
          nextHref={next === null ? null : withQuery(path, { outcome: filter, after: next })}
        />
      )}
    </>
  );
}

function facts({ run }: ImportRunPage, now: Date) {
  const options = [run.approve && "approve", run.expose && "expose"].filter(Boolean).join(" and ");
  return [
    { term: "Started", value: <RelativeTime at={run.startedAt} now={now} /> },
    {
      term: "By",
      value: run.source ? `mirror ${run.source.name}` : (run.startedBy ?? "command line"),
    },
    {
      term: "Finished",
      value: run.finishedAt ? <RelativeTime at={run.finishedAt} now={now} /> : "not yet",
    },
    { term: "Options", value: options || "arrive as candidates" },
  ];
}

type ReportProps = { id: string; format: "csv" | "jsonl"; outcome: Outcome | undefined };

function Report({ id, format, outcome }: ReportProps) {
  const what = outcome ? OUTCOME_WORDS[outcome].label : "All";
  return (
    <a
      href={withQuery(`/api/v1/imports/${id}/report`, { format, outcome })}
      download
      className={buttonStyle({})}
    >
      <Download aria-hidden /> {what} as {format === "csv" ? "CSV" : "JSON lines"}
    </a>
  );
}
