"use client";

import { useRouter } from "next/navigation";
import { useId, useState, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import { MAX_LIST_BYTES, tooLongWords } from "#lib/audit-sinks/core/received-list.ts";
import type { Reconciliation } from "#lib/audit-sinks/reconcile-sink.ts";
import type { FieldErrors } from "#lib/kernel/errors.ts";
import { DayFields, type ProposedDays } from "./day-fields.tsx";
import { Found } from "./found.tsx";

type Outcome =
  | { state: "idle" | "sending" }
  | { state: "refused"; message: string; fields: FieldErrors }
  | { state: "compared"; found: Reconciliation };

/** For sinks that only the other side can list: a file, or lines pasted from a search. */
export function ReceivedForm({ sinkId, days }: { sinkId: string; days: ProposedDays }) {
  const router = useRouter();
  const file = useId();
  const [outcome, setOutcome] = useState<Outcome>({ state: "idle" });
  const sending = outcome.state === "sending";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setOutcome({ state: "sending" });
    setOutcome(await compare(sinkId, form));
    router.refresh();
  };
  return (
    <>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <DayFields days={days} errors={outcome.state === "refused" ? outcome.fields : {}} />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={file} className="font-medium">
            List of what arrived
          </label>
          <input
            id={file}
            type="file"
            name="file"
            accept=".json,.jsonl,.ndjson,.log,.txt,.csv"
            className="max-w-full rounded-md border border-control bg-surface p-1.5 text-sm file:mr-3 file:rounded file:border-0 file:bg-hover file:px-3 file:py-1 file:font-medium file:text-ink"
          />
        </div>
        <TextareaField
          label="Or its lines, pasted"
          name="lines"
          optional
          rows={4}
          spellCheck={false}
          className="font-mono text-sm"
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={sending}>
            {sending ? "Comparing…" : "Compare"}
          </Button>
          {outcome.state === "refused" && (
            <FormStatus
              state={{ status: "error", message: outcome.message, fields: outcome.fields }}
            />
          )}
        </div>
      </form>
      {outcome.state === "compared" && <Found found={outcome.found} />}
    </>
  );
}

const refused = (message: string, fields: FieldErrors = {}): Outcome => ({
  state: "refused",
  message,
  fields,
});

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

async function compare(sinkId: string, form: FormData): Promise<Outcome> {
  const given = form.get("file");
  const list = given instanceof File && given.size > 0 ? given : new Blob([textOf(form, "lines")]);
  if (list.size === 0)
    return refused("Choose a file, or paste lines. If nothing arrived, write that as a line.");
  if (list.size > MAX_LIST_BYTES) return refused(tooLongWords());
  const days = new URLSearchParams({
    from: textOf(form, "from"),
    to: textOf(form, "to"),
  }).toString();
  try {
    const answer = await fetch(`/api/v1/audit/sinks/${sinkId}/received?${days}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: list,
    });
    const body = (await answer.json()) as unknown;
    if (answer.ok) return { state: "compared", found: body as Reconciliation };
    const { detail, fields } = body as { detail?: string; fields?: FieldErrors };
    return refused(detail ?? `The server answered ${answer.status}.`, fields);
  } catch {
    return refused("The server could not be reached. Nothing was compared.");
  }
}
