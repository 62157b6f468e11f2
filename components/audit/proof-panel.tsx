"use client";

import { CircleCheck, CircleHelp, CircleX, Download, type LucideIcon } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { AuditProof, ProofState } from "#lib/audit/get-proof.ts";
import { useKeptKey } from "./kept-key.ts";
import { LogKey } from "./log-key.tsx";
import { useProof, type Checked } from "./use-proof.ts";
import type { ProofResult, ProofStep, ShownEntry, StepState } from "./verify-proof.ts";

/** The proof that this record stands in the log, checked where the reader can trust it. */
export function ProofPanel({ shown }: { shown: ShownEntry }) {
  const { checked, again } = useProof(shown);
  return (
    <section
      aria-label="Proof"
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <header className="border-b border-line px-4 py-3">
        <h2 className="text-lg font-semibold">Proof</h2>
        <p className="text-sm text-subtle">
          Computed by your own browser, from the fields of the record to the signature of the log.
        </p>
      </header>
      <div className="flex flex-col gap-4 p-4" aria-live="polite">
        <Content id={shown.id} checked={checked} again={again} />
      </div>
    </section>
  );
}

type ContentProps = { id: string; checked: Checked; again: () => void };

function Content({ id, checked, again }: ContentProps) {
  switch (checked.state) {
    case "checking":
      return <p className="text-muted">Checking in your browser…</p>;
    case "unavailable":
      return <NotCheckable id={id} reason={checked.reason} />;
    case "waiting":
      return (
        <>
          <Callout tone="neutral" title="Not provable yet" actions={<CheckAgain again={again} />}>
            {WAITING[checked.data.state]}
          </Callout>
          <Steps steps={checked.result.steps} />
        </>
      );
    case "checked":
      return <Result id={id} data={checked.data} result={checked.result} />;
  }
}

const CheckAgain = ({ again }: { again: () => void }) => (
  <Button size="sm" onClick={again}>
    Check again
  </Button>
);

const WAITING: Readonly<Record<ProofState, string>> = {
  proven: "",
  waiting_for_place:
    "The record is stored, and gets its place in the tree within seconds while the worker runs. This page looks again by itself.",
  waiting_for_checkpoint:
    "The record is in the tree, and the next checkpoint will cover it: within seconds while the worker runs. This page looks again by itself.",
  stopped:
    "The tree has stopped because a record did not fit its chain. The completeness page says which one.",
};

function NotCheckable({ id, reason }: { id: string; reason: string }) {
  return (
    <>
      <Callout tone="neutral" title="Not checkable here">
        Nothing was proven: {reason}. Check it with the command line instead.
      </Callout>
      <CodeBlock code={`npm run gatehouse -- audit prove ${id}`} label="command" wrap />
    </>
  );
}

type ResultProps = { id: string; data: AuditProof; result: ProofResult };

function Result({ id, data, result }: ResultProps) {
  const kept = useKeptKey();
  const steps = [...result.steps, ...keyStep(result.fingerprint, kept)];
  const verdict = verdictOf(steps);
  return (
    <>
      <Callout tone={VERDICTS[verdict].tone} title={VERDICTS[verdict].title}>
        {VERDICTS[verdict].text}
      </Callout>
      <Steps steps={steps} />
      {verdict === "unknown" && (
        <CodeBlock code={`npm run gatehouse -- audit prove ${id}`} label="command" wrap />
      )}
      {data.checkpoint !== null && (
        <p className="text-sm text-muted">
          It stands under the checkpoint of {data.checkpoint.size.toLocaleString("en")} records,
          signed {data.checkpoint.at.slice(0, 19).replace("T", " ")} UTC.
        </p>
      )}
      {data.key !== null && result.fingerprint !== null && (
        <LogKey
          name={data.key.name}
          vkey={data.key.vkey}
          fingerprint={result.fingerprint}
          kept={kept}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <CopyButton text={JSON.stringify(data, null, 2)} label="Copy proof" showLabel />
        <a
          href={`/api/v1/audit/events/${id}/proof`}
          download={`proof-${id}.json`}
          className={buttonStyle({ size: "sm" })}
        >
          <Download aria-hidden /> Download proof
        </a>
      </div>
    </>
  );
}

function keyStep(fingerprint: string | null, kept: string | null): ProofStep[] {
  if (fingerprint === null || kept === null) return [];
  const same = fingerprint === kept;
  return [
    {
      label: "The key is the one that you kept",
      state: same ? "ok" : "failed",
      detail: same
        ? "Its fingerprint is the same as when you kept it."
        : `You kept ${kept}. Either the key of the log was changed, or somebody shows you another log: ask before you trust it.`,
    },
  ];
}

const verdictOf = (steps: readonly ProofStep[]): StepState => {
  const states = steps.map(({ state }) => state);
  return states.includes("failed") ? "failed" : states.includes("unknown") ? "unknown" : "ok";
};

const VERDICTS = {
  ok: {
    tone: "success",
    title: "Proven: it stands in the log as shown",
    text: "Nobody can change this record, or take it away, without the signed root becoming another one.",
  },
  failed: {
    tone: "danger",
    title: "Not proven: this does not add up",
    text: "What is shown here is not what was signed. Tell whoever is responsible for security.",
  },
  unknown: {
    tone: "warning",
    title: "Only partly checked",
    text: "What could be checked adds up, but not everything can be checked here. Use the command line for the rest.",
  },
} as const;

const ICONS: Readonly<Record<StepState, { icon: LucideIcon; words: string; style: string }>> = {
  ok: { icon: CircleCheck, words: "Checked", style: "text-success-text" },
  failed: { icon: CircleX, words: "Failed", style: "text-danger-text" },
  unknown: { icon: CircleHelp, words: "Not checkable here", style: "text-warning-text" },
};

function Steps({ steps }: { steps: readonly ProofStep[] }) {
  return (
    <ol className="flex flex-col gap-3">
      {steps.map(({ label, state, detail }) => {
        const { icon: Icon, words, style } = ICONS[state];
        return (
          <li key={label} className="flex items-start gap-2">
            <Icon aria-label={words} className={`mt-0.5 size-4.5 shrink-0 ${style}`} />
            <span className="min-w-0">
              <span className="font-medium">{label}</span>
              <span className="block text-sm wrap-anywhere text-subtle">{detail}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
