"use client";

import { useState } from "react";
import { ActionForm, FormText, FormTextarea } from "#components/admin/action-form.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { ANSWER_WORDS, ANSWERS, type ConsumerAnswer } from "#lib/retirements/core/words.ts";

type Props = {
  name: string;
  consumer: {
    id: string;
    answer: ConsumerAnswer;
    note: string | null;
    /** As a date field takes it. */
    until: string;
  };
  /** The day after the end: nobody needs to ask for an earlier one. */
  earliest: string;
  action: FormAction;
};

/** How far a team is; more time asks for a day and a reason. */
export function AnswerForm({ name, consumer, earliest, action }: Props) {
  const [answer, setAnswer] = useState<ConsumerAnswer>(consumer.answer);
  const asks = answer === "needs_time";
  return (
    <ActionForm action={action} submitLabel="Send answer" pendingLabel="Sending…">
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="consumerId" value={consumer.id} />
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">Answer</legend>
        {ANSWERS.map((value) => (
          <label key={value} className="flex min-h-6 items-start gap-2">
            <input
              type="radio"
              name="answer"
              value={value}
              required
              defaultChecked={consumer.answer === value}
              onChange={() => setAnswer(value)}
              className="mt-0.5 size-4.5 shrink-0 accent-accent"
            />
            <span>
              <span className="font-medium">{ANSWER_WORDS[value].label}</span>{" "}
              <span className="text-sm text-subtle">{HINTS[value]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {asks && (
        <FormText
          label="Needed until"
          name="until"
          type="date"
          required
          min={earliest}
          defaultValue={consumer.until}
          hint="The owner answers; granted, the end moves to that day for everyone."
        />
      )}
      <FormTextarea
        label={asks ? "What the time is needed for" : "Note"}
        name="note"
        rows={3}
        maxLength={2000}
        optional={!asks}
        required={asks}
        defaultValue={consumer.note ?? ""}
      />
    </ActionForm>
  );
}

const HINTS: Record<(typeof ANSWERS)[number], string> = {
  moved: "we use something else now",
  not_using: "we do not use this server",
  needs_time: "we cannot move by then",
};
