import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Figures, type Figure } from "#components/quality/figures.tsx";
import type { LogCompleteness } from "#lib/audit/get-completeness.ts";
import { ageInWords } from "#lib/audit/core/completeness.ts";
import { Anchors, Epochs, LogSinks, Processes } from "./completeness-tables.tsx";

type Props = { completeness: LogCompleteness; now: Date };

/** A verdict first, then what it rests on, then what it cannot say. */
export function CompletenessView({ completeness, now }: Props) {
  const { processes, writers, epochs, ends, anchors, sinks, key } = completeness;
  return (
    <div className="flex flex-col gap-6">
      <Verdict findings={completeness.findings} />
      <Figures figures={figuresOf(completeness)} />
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        <CardSection
          title="Signs of life"
          description="Each process says every 15 seconds where its writers stand, so that silence is noticed."
          flush
        >
          <Processes processes={processes} />
        </CardSection>
        <CardSection
          title="Copies of checkpoints outside"
          description="Whoever owns the database cannot change what somebody else keeps."
          flush
        >
          <Anchors anchors={anchors} />
        </CardSection>
      </div>
      <CardSection
        title="Sinks"
        description="Where records are shipped. What was not taken waits, and nothing is left out."
        flush
      >
        <LogSinks sinks={sinks} />
      </CardSection>
      <CardSection
        title="Writers and their epochs"
        description="A process holds a writer for one epoch. Whoever takes it over seals the epoch before, so that the one before writes nothing more."
        flush
      >
        <Epochs writers={writers} epochs={epochs} ends={ends} now={now} />
      </CardSection>
      <CardSection title="What this page cannot prove">
        <Limits hasKey={key !== null} />
      </CardSection>
    </div>
  );
}

function Verdict({ findings }: Pick<LogCompleteness, "findings">) {
  const [worst] = findings;
  if (!worst)
    return (
      <Callout tone="success" title="Complete as far as Gatehouse can see">
        Every writer is accounted for, every record has its place in the tree or gets it now, and
        the newest checkpoint is signed and kept outside.
      </Callout>
    );
  return (
    <Callout
      tone={worst.tone}
      title={
        worst.tone === "danger"
          ? "Something is missing or was changed"
          : findings.length === 1
            ? "One thing needs a look"
            : `${findings.length} things need a look`
      }
    >
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {findings.map(({ text }) => (
          <li key={text} className="wrap-anywhere">
            {text}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

function figuresOf(facts: LogCompleteness): Figure[] {
  const { treeSize, checkpoint, waiting, holes, verification, key } = facts;
  return [
    {
      term: "Records in the tree",
      value: treeSize.toLocaleString("en"),
      note: waiting === 0 ? "None waits for longer than a minute" : `${waiting} wait for a place`,
    },
    {
      term: "Last checkpoint",
      value: checkpoint === null ? "None" : `${ageInWords(checkpoint.ageSeconds)} ago`,
      note:
        checkpoint === null
          ? "The worker signs the first one within seconds"
          : `Over ${checkpoint.size.toLocaleString("en")} records${key === null ? "" : `, key ${key.keyId}`}`,
    },
    {
      term: "Last verified as a whole",
      value:
        verification.problems === null ? "Never" : `${ageInWords(verification.ageSeconds)} ago`,
      note: verifiedWords(verification.problems),
    },
    {
      term: "Gaps in chains",
      value: String(holes.length),
      note: "Among records that are not in the tree yet; the tree itself takes none with a gap",
    },
  ];
}

function verifiedWords(problems: number | null): string {
  if (problems === null) return "The worker does it every night";
  if (problems === 0) return "Nothing was wrong";
  return problems === 1 ? "One problem was found" : `${problems} problems were found`;
}

function Limits({ hasKey }: { hasKey: boolean }) {
  return (
    <div className="flex max-w-prose flex-col gap-2 text-muted">
      <p>
        It reads the same database that it judges. That no record was changed or taken away is
        proven only by computing everything again: <code>gatehouse audit verify</code>, or the
        independent verifier with an export and the key, away from here.
      </p>
      <p>
        A process that was taken over can lie while it writes: what it recorded is kept for good,
        but not made true by that. And what no checkpoint outside covers yet could still be cut off
        by whoever owns the database, and rewritten by whoever has the key too.
      </p>
      {!hasKey && <p>No key is known yet: the first checkpoint brings it.</p>}
    </div>
  );
}
