"use client";

import { startTransition, useActionState, type FormEvent } from "react";
import { TOPIC_NAMES, TOPICS } from "#lib/notifications/core/topics.ts";
import { WEBHOOK_FORMAT_LABELS, WEBHOOK_FORMATS } from "#lib/webhooks/core/formats.ts";
import type { WebhookView } from "#lib/webhooks/list-webhooks.ts";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckboxField, SelectField, TextareaField, TextField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import { NewSecret } from "./new-secret.tsx";
import type { SaveWebhook, WebhookFormState } from "./webhook-actions.ts";

type Props = {
  /** Absent: a new one. */
  webhook?: WebhookView;
  save: SaveWebhook;
};

const FORMATS = WEBHOOK_FORMATS.map((value) => ({ value, label: WEBHOOK_FORMAT_LABELS[value] }));

/** Adds or changes a receiver; a new one's secret is shown above the emptied form. */
export function WebhookForm({ webhook, save }: Props) {
  const [state, run, pending] = useActionState<WebhookFormState, FormData>(save, {
    form: { status: "idle" },
    secret: null,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => run(form));
  };
  const words = webhook ? ["Save webhook", "Saving…"] : ["Add webhook", "Adding…"];
  return (
    <>
      {state.secret && <NewSecret secret={state.secret} />}
      <form
        key={state.secret ?? "form"}
        action={run}
        onSubmit={submit}
        className="flex flex-col gap-4"
      >
        <Fields {...(webhook && { webhook })} state={state} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant={webhook ? "secondary" : "primary"} disabled={pending}>
            {words[pending ? 1 : 0]}
          </Button>
          {!state.secret && <FormStatus state={state.form} />}
        </div>
      </form>
    </>
  );
}

function Fields({ webhook, state }: { webhook?: WebhookView; state: WebhookFormState }) {
  const errors = (name: string) =>
    state.form.status === "error" ? state.form.fields[name] : undefined;
  return (
    <>
      {webhook && <input type="hidden" name="id" value={webhook.id} />}
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        defaultValue={webhook?.name}
        errors={errors("name")}
      />
      <TextField
        label="Address"
        name="url"
        type="url"
        required={!webhook}
        maxLength={2048}
        placeholder={webhook ? `${webhook.origin}/…` : "https://hooks.example.com/…"}
        hint={
          webhook
            ? "Leave it empty to keep the address, which is not shown because it may hold a secret."
            : "Where events are posted. It is not shown again in full."
        }
        errors={errors("url")}
      />
      <SelectField
        label="Format"
        name="format"
        options={FORMATS}
        defaultValue={webhook?.format ?? "standard"}
        errors={errors("format")}
      />
      <TopicBoxes chosen={webhook?.topics ?? []} />
      <TextareaField
        label="Internal hosts it may call"
        name="allowedHosts"
        optional
        rows={2}
        spellCheck={false}
        defaultValue={webhook?.allowedHosts.join("\n")}
        className="font-mono text-sm"
        hint="For a receiver inside the company: hosts or address ranges, one on each line. Other internal addresses are refused."
        errors={errors("allowedHosts")}
      />
    </>
  );
}

function TopicBoxes({ chosen }: { chosen: readonly string[] }) {
  const label =
    chosen.length === 0
      ? "Topics: all of them"
      : `Topics: ${chosen.length} of ${TOPIC_NAMES.length}`;
  return (
    <Disclosure label={label}>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-sm text-subtle">With none ticked it hears of all.</legend>
        {TOPIC_NAMES.map((topic) => (
          <CheckboxField
            key={topic}
            label={TOPICS[topic].label}
            name="topics"
            value={topic}
            defaultChecked={chosen.includes(topic)}
          />
        ))}
      </fieldset>
    </Disclosure>
  );
}
