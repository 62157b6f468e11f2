import { Check, CircleHelp, Contrast, Minus, X, type LucideIcon } from "lucide-react";
import { ENFORCEMENT, type Answer, type Enforcement } from "#lib/clients/core/enforcement.ts";
import { CardSection } from "#components/ui/card.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

const ANSWERS: Record<Answer, { icon: LucideIcon; style: string; label: string; meaning: string }> =
  {
    yes: {
      icon: Check,
      style: "text-success-text",
      label: "Yes",
      meaning: "a public source says so",
    },
    partly: {
      icon: Contrast,
      style: "text-warning-text",
      label: "Partly",
      meaning: "with the gap that the note tells",
    },
    no: { icon: X, style: "text-danger-text", label: "No", meaning: "a public source says so" },
    "not known": {
      icon: CircleHelp,
      style: "text-subtle",
      label: "Not known",
      meaning: "no public source; count on nothing",
    },
    "does not apply": {
      icon: Minus,
      style: "text-subtle",
      label: "Does not apply",
      meaning: "the client has no such thing",
    },
  };

/** What each client really enforces: the truth table behind the exports. */
export function EnforcementTable() {
  return (
    <div className="mt-8">
      <CardSection
        id="enforcement"
        title="What each client enforces"
        description="A list only protects where the client honours it. Nothing here is guessed."
        flush
      >
        <dl className="flex flex-wrap gap-x-5 gap-y-1 border-b border-line px-4 py-2.5 text-sm">
          {Object.values(ANSWERS).map(({ icon: Icon, style, label, meaning }) => (
            <div key={label} className="flex items-center gap-1.5">
              <dt className={`flex items-center gap-1 font-medium ${style}`}>
                <Icon aria-hidden className="size-4" /> {label}
              </dt>
              <dd className="text-subtle">{meaning}</dd>
            </div>
          ))}
        </dl>
        <Table
          caption="Clients and what they enforce"
          columns={COLUMNS}
          rows={ENFORCEMENT}
          rowKey={(row) => row.id}
        />
      </CardSection>
    </div>
  );
}

/** `plain`: neither answer is better than the other, so the colour says nothing. */
function Reply({ answer, plain = false }: { answer: Answer; plain?: boolean }) {
  const { icon: Icon, style, label } = ANSWERS[answer];
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap ${plain ? "text-muted" : style}`}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {label}
    </span>
  );
}

const versionWords = (version: string) =>
  ({ "not known": "Version not known", "not supported": "Not supported" })[version] ??
  `From ${version}`;

const COLUMNS: readonly Column<Enforcement>[] = [
  {
    key: "client",
    header: "Client",
    primary: true,
    cell: (row) => (
      <span className="flex flex-col sm:min-w-36">
        <span className="font-medium">{row.client}</span>
        <span className="text-xs text-subtle">{versionWords(row.minimumVersion)}</span>
      </span>
    ),
  },
  {
    key: "registry",
    header: "Reads a registry",
    cell: (row) => <Reply answer={row.browsesRegistry} />,
  },
  {
    key: "blocks",
    header: "Blocks unlisted",
    cell: (row) => <Reply answer={row.blocksUnlisted} />,
  },
  {
    key: "matches",
    header: "Compares",
    cell: ({ matchesBy, blocksUnlisted }) => {
      if (matchesBy.length > 0) return matchesBy.join(", ");
      return blocksUnlisted === "no" ? "Nothing" : "Not known";
    },
  },
  { key: "closed", header: "Fails closed", cell: (row) => <Reply answer={row.failsClosed} /> },
  {
    key: "anonymous",
    header: "Anonymous only",
    cell: (row) => <Reply answer={row.anonymousOnly} plain />,
  },
  {
    key: "note",
    header: "What to know",
    cell: (row) => (
      <span className="inline-flex flex-col gap-1 sm:min-w-80">
        <span>{row.note}</span>
        <span className="text-xs text-subtle">
          Set in: {row.registryUrlSetting}. Source: {row.source}.
        </span>
      </span>
    ),
  },
];
