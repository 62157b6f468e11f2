import type { ReactNode } from "react";

type Props = { legend: string; hint?: string; children: ReactNode };

/** A group of fields with its name. */
export function Section({ legend, hint, children }: Props) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="mb-3 text-lg font-semibold">{legend}</legend>
      {hint && <p className="-mt-2 max-w-prose text-sm text-subtle">{hint}</p>}
      {children}
    </fieldset>
  );
}
