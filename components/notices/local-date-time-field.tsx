"use client";

import { useState } from "react";
import { FormText } from "#components/admin/action-form.tsx";

type Props = {
  label: string;
  name: string;
  hint?: string;
  optional?: boolean;
  /** An instant, as ISO text in UTC. */
  defaultIso?: string | null;
};

/** A date and time in the reader's own zone, sent as an instant: the control itself knows no zone. */
export function LocalDateTimeField({ label, name, hint, optional, defaultIso = null }: Props) {
  const [text, setText] = useState(defaultIso === null ? "" : localText(new Date(defaultIso)));
  const at = text === "" ? null : new Date(text);
  const iso = at === null || Number.isNaN(at.getTime()) ? "" : at.toISOString();
  return (
    <>
      <FormText
        label={label}
        name={name}
        // Of no form: the instant below is what is sent, and its refusal is shown here.
        form="none"
        type="datetime-local"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        {...(hint === undefined ? {} : { hint })}
        {...(optional === undefined ? {} : { optional })}
      />
      <input type="hidden" name={name} value={iso} />
    </>
  );
}

/** As `datetime-local` writes it, in the zone of this browser. */
function localText(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
