import { CircleCheck, Mail, Webhook } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { MAX_ATTEMPTS } from "#lib/notifications/core/retry.ts";
import type { DeliveryPage, DeliveryView } from "#lib/notifications/list-deliveries.ts";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { Tabs } from "#components/ui/tabs.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
export type DeliveryActions = { replayAction: Action; discardAction: Action };
type Props = {
  page: DeliveryPage;
  state: "dead" | "pending";
  now: Date;
  actions: DeliveryActions;
};

export function Deliveries({ page, state, now, actions }: Props) {
  const { deliveries, dead, pending, nextCursor } = page;
  const href = (which: string) => `/admin/deliveries?state=${which}`;
  const tabs = [
    { href: href("dead"), label: "Failed", current: state === "dead", count: dead },
    { href: href("pending"), label: "Waiting", current: state === "pending", count: pending },
  ];
  return (
    <>
      <div className="mb-4">
        <Tabs label="Which deliveries" tabs={tabs} />
      </div>
      <Card className="overflow-hidden">
        <Table
          caption={state === "dead" ? "Failed deliveries" : "Waiting deliveries"}
          columns={[...columns(state, now), actionColumn(state, actions)]}
          rows={deliveries}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title={state === "dead" ? "Nothing failed" : "Nothing waits"}
              icon={CircleCheck}
            >
              {state === "dead"
                ? `What could not be delivered in ${MAX_ATTEMPTS} attempts over four days stands here.`
                : "What is to be sent, sent again or gathered into a digest stands here."}
            </EmptyState>
          }
        />
      </Card>
      {nextCursor && (
        <Pagination
          summary={`${(state === "dead" ? dead : pending).toLocaleString("en")} in all`}
          previousHref={null}
          nextHref={`${href(state)}&cursor=${nextCursor}`}
        />
      )}
    </>
  );
}

function columns(state: Props["state"], now: Date): Column<DeliveryView>[] {
  return [
    {
      key: "what",
      header: "What",
      primary: true,
      cell: ({ title, label }) => (
        <span className="flex flex-col">
          <span className="font-medium wrap-anywhere">{showHidden(title)}</span>
          <span className="text-subtle">{label}</span>
        </span>
      ),
    },
    {
      key: "to",
      header: "To",
      className: "sm:min-w-52",
      cell: ({ channel, to }) => (
        <span className="inline-flex items-baseline gap-1.5">
          {channel === "email" ? (
            <Mail aria-label="Mail" className="size-4 shrink-0 self-center text-subtle" />
          ) : (
            <Webhook aria-label="Webhook" className="size-4 shrink-0 self-center text-subtle" />
          )}
          <span className="wrap-anywhere">{to}</span>
        </span>
      ),
    },
    { key: "attempts", header: "Attempts", numeric: true, cell: ({ attempts }) => attempts },
    { key: "reason", header: "Last problem", cell: ({ lastError }) => lastError ?? "None yet" },
    state === "dead"
      ? {
          key: "since",
          header: "Since",
          cell: ({ createdAt }) => <RelativeTime at={createdAt} now={now} />,
        }
      : { key: "next", header: "Next attempt", cell: (row) => <NextAttempt row={row} now={now} /> },
  ];
}

function NextAttempt({ row, now }: { row: DeliveryView; now: Date }) {
  if (row.held === "digest") return "With the daily digest";
  if (row.held === "switched_off") return "When its webhook is on again";
  const minutes = Math.ceil((row.nextAttemptAt.getTime() - now.getTime()) / 60_000);
  const words =
    minutes <= 1
      ? "within a minute"
      : minutes < 120
        ? `in ${minutes} minutes`
        : `in ${Math.round(minutes / 60)} hours`;
  return <LocalTime iso={row.nextAttemptAt.toISOString()}>{words}</LocalTime>;
}

function actionColumn(
  state: Props["state"],
  { replayAction, discardAction }: DeliveryActions,
): Column<DeliveryView> {
  return {
    key: "actions",
    header: "Actions",
    hideHeader: true,
    cell: ({ id, title, to }) => (
      <span className="flex items-center gap-2 sm:justify-end">
        {state === "dead" && (
          <OneButtonForm action={replayAction} fields={{ id }}>
            Send again
            <span className="sr-only">
              : {title} to {to}
            </span>
          </OneButtonForm>
        )}
        <ConfirmButton
          size="sm"
          variant="ghost"
          title="Discard this delivery?"
          description={`“${title}” is not sent to ${to} any more. The record of it stays.`}
          confirmLabel="Discard"
          action={discardAction}
          fields={{ id }}
        >
          Discard…
          <span className="sr-only">
            {" "}
            {title} to {to}
          </span>
        </ConfirmButton>
      </span>
    ),
  };
}
