import { Radio } from "lucide-react";
import { NameWithAvatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ConsumerView } from "#lib/retirements/consumer-view.ts";
import { ExtensionForm } from "./extension-form.tsx";
import { AnswerChip } from "./retirement-chips.tsx";

type Props = {
  name: string;
  consumers: readonly ConsumerView[];
  now: Date;
  /** Null: this person does not decide on requests for more time. */
  decide: FormAction | null;
};

/** Every team and person that uses the server, what they say, and what their clients do. */
export function ConsumersTable({ name, consumers, now, decide }: Props) {
  const buttons: Column<ConsumerView> = {
    key: "decide",
    header: "Decide",
    hideHeader: true,
    cell: (row) =>
      row.extension === "open" && decide !== null ? (
        <span className="-my-1 flex justify-end">
          <ExtensionForm name={name} consumer={row} action={decide} />
        </span>
      ) : null,
  };
  const open = consumers.some(({ extension }) => extension === "open");
  return (
    <Table
      caption="Consumers"
      rows={consumers}
      rowKey={(row) => row.id}
      columns={[...columns(now), ...(open && decide !== null ? [buttons] : [])]}
    />
  );
}

const columns = (now: Date): Column<ConsumerView>[] => [
  {
    key: "consumer",
    header: "Consumer",
    primary: true,
    cell: (row) =>
      row.teamSlug === null ? (
        <NameWithAvatar name={row.label} kind="person" />
      ) : (
        <TextLink href={`/teams/${row.teamSlug}`}>
          <NameWithAvatar name={row.label} />
        </TextLink>
      ),
  },
  {
    key: "answer",
    header: "Answer",
    cell: (row) => (
      <span className="flex flex-col items-start gap-1">
        <AnswerChip answer={row.answer} />
        <Extension row={row} />
      </span>
    ),
  },
  {
    key: "note",
    header: "Note",
    cell: (row) => <Note row={row} now={now} />,
  },
  {
    key: "use",
    header: "Last connected",
    cell: (row) => (
      <span className="flex flex-col items-start gap-1">
        {row.lastUseAt === null ? (
          <span className="text-subtle">Not seen</span>
        ) : (
          <RelativeTime at={row.lastUseAt} now={now} />
        )}
        {row.stillConnecting && (
          <Badge tone="warning" icon={Radio} title="One of them connected after the answer.">
            Still connecting
          </Badge>
        )}
      </span>
    ),
  },
];

function Note({ row, now }: { row: ConsumerView; now: Date }) {
  if (row.answeredAt === null) return <span className="text-subtle">None</span>;
  return (
    <span className="flex flex-col gap-0.5">
      {row.note && (
        <span className="[overflow-wrap:anywhere] whitespace-pre-line">{showHidden(row.note)}</span>
      )}
      <span className="text-subtle">
        {row.answeredBy ?? "Somebody"}, <RelativeTime at={row.answeredAt} now={now} />
      </span>
    </span>
  );
}

const EXTENSION_WORDS = {
  open: "asks until",
  accepted: "granted until",
  refused: "refused, asked until",
};

function Extension({ row }: { row: ConsumerView }) {
  if (row.extension === null || row.extendUntil === null) return null;
  return (
    <span className="text-sm text-muted">
      {EXTENSION_WORDS[row.extension]} <ExactDate at={row.extendUntil} />
      {row.extensionNote && `. ${showHidden(row.extensionNote)}`}
    </span>
  );
}
