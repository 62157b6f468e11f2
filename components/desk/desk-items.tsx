import {
  ArrowUpCircle,
  BadgeCheck,
  CircleHelp,
  FilePen,
  Handshake,
  Hourglass,
  OctagonPause,
  PackageX,
  ShieldAlert,
  Stamp,
  Sunset,
  UserRoundX,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { ServerTitle } from "#components/teams/owned-servers.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { DESK_WORDS, type DeskItem, type DeskKind } from "#lib/ownership/core/desk.ts";
import { DueDate } from "./due-date.tsx";

const LOOKS: Readonly<Record<DeskKind, { icon: LucideIcon; tone: Tone }>> = {
  quarantine: { icon: OctagonPause, tone: "hold" },
  trust: { icon: ShieldAlert, tone: "danger" },
  tools: { icon: Wrench, tone: "warning" },
  unowned: { icon: UserRoundX, tone: "danger" },
  attestation: { icon: BadgeCheck, tone: "warning" },
  waiver: { icon: Handshake, tone: "warning" },
  renewal: { icon: Hourglass, tone: "warning" },
  retirement: { icon: Sunset, tone: "warning" },
  consent: { icon: Stamp, tone: "info" },
  changes: { icon: FilePen, tone: "warning" },
  question: { icon: CircleHelp, tone: "info" },
  upstream: { icon: ArrowUpCircle, tone: "info" },
  deprecated: { icon: PackageX, tone: "warning" },
};

type Props = { items: readonly DeskItem[]; now: Date };

/** Everything that waits for this person, by date, each with what to do about it. */
export function DeskItems({ items, now }: Props) {
  if (items.length === 0)
    return (
      <CardSection title="Waiting for you">
        <p className="text-muted">
          Nothing. New versions, attestations, approvals to renew, changes asked of you and
          questions appear here, with their dates.
        </p>
      </CardSection>
    );
  return (
    <CardSection title={`Waiting for you (${items.length})`} flush>
      <Table
        caption="Waiting for you, by date"
        columns={columns(now)}
        rows={items}
        rowKey={({ kind, server, link, text }) => `${kind} ${server.name} ${link.href} ${text}`}
      />
    </CardSection>
  );
}

const columns = (now: Date): readonly Column<DeskItem>[] => [
  {
    key: "server",
    header: "Server",
    primary: true,
    cell: ({ server }) => <ServerTitle {...server} />,
  },
  {
    key: "what",
    header: "What",
    cell: ({ kind, text }) => (
      <div className="flex flex-col items-start gap-1 max-sm:items-end">
        <Badge {...LOOKS[kind]} title={DESK_WORDS[kind].explanation}>
          {DESK_WORDS[kind].label}
        </Badge>
        <span className="line-clamp-3 max-w-prose [overflow-wrap:anywhere]">
          {showHidden(text)}
        </span>
      </div>
    ),
  },
  { key: "due", header: "By", cell: (item) => <When item={item} now={now} /> },
  {
    key: "action",
    header: "Next step",
    cell: ({ link, server }) => (
      <TextLink href={link.href} className="whitespace-nowrap">
        {link.label}
        <span className="sr-only">: {server.title ?? server.name}</span>
      </TextLink>
    ),
  },
];

function When({ item: { dueAt, since }, now }: { item: DeskItem; now: Date }) {
  if (dueAt !== null) return <DueDate at={dueAt} now={now} />;
  if (since === null) return <span className="text-subtle">No date</span>;
  return (
    <span className="text-subtle">
      since <RelativeTime at={since} now={now} />
    </span>
  );
}
