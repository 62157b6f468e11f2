"use client";

import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useAnyFilled, useAnyRefused } from "./request-form.tsx";

type Props = { label: string; names: readonly string[]; children: ReactNode };

/** Fields that only some need: folded away, but never with something written or refused in them. */
export function Folded({ label, names, children }: Props) {
  const filled = useAnyFilled(names);
  const refused = useAnyRefused(names);
  const [open, setOpen] = useState(filled);
  return (
    <details
      className="group"
      open={open || refused}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 rounded py-1 text-sm text-muted hover:text-ink">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform duration-100 group-open:rotate-90 motion-reduce:transition-none"
        />
        <span>{label}</span>
      </summary>
      <div className="flex flex-col gap-4 pt-3">{children}</div>
    </details>
  );
}
