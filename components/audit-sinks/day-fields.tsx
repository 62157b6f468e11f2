"use client";

import { TextField } from "#components/ui/field.tsx";
import type { Days } from "#lib/audit-sinks/core/days.ts";
import type { FieldErrors } from "#lib/kernel/errors.ts";

type Props = { days: ProposedDays; errors: FieldErrors };

export type ProposedDays = Days & { today: string };

/** Which records are compared, by the day (UTC) that they were written on. */
export function DayFields({ days: { from, to, today }, errors }: Props) {
  return (
    <div className="grid max-w-md gap-4 sm:grid-cols-2">
      <TextField
        label="First day"
        name="from"
        type="date"
        required
        max={today}
        defaultValue={from}
        hint="In UTC."
        errors={errors["from"]}
      />
      <TextField
        label="Last day"
        name="to"
        type="date"
        required
        max={today}
        defaultValue={to}
        errors={errors["to"]}
      />
    </div>
  );
}
