"use client";

import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle, type ButtonLook } from "#components/ui/button-style.ts";

type Props = Pick<ButtonLook, "variant"> & { label: string; children: ReactNode };

/**
 * A button of the bar below that unfolds a form above it. The browser's own disclosure: one is
 * open at a time, the page behind stays readable, and it works before scripts run. With them, Escape
 * and a button of its own close it; what was written stays in it.
 */
export function UpwardPanel({ label, variant = "secondary", children }: Props) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (ref.current?.open && !document.querySelector(ON_TOP)) close(ref.current);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <details ref={ref} name="decision" className="group">
      <summary
        className={`${buttonStyle({ variant })} cursor-pointer group-open:ring-2 group-open:ring-accent`}
      >
        {label}
      </summary>
      <div className="absolute right-4 bottom-full mb-2 max-h-[70dvh] w-[min(36rem,calc(100%-2rem))] overflow-y-auto rounded-xl border border-line-strong bg-raised p-4 shadow-lg md:right-7">
        <Button
          variant="ghost"
          size="sm"
          className="sticky top-0 z-10 float-right -mt-1 -mr-1.5 ml-2 bg-raised noscript:hidden"
          onClick={() => close(ref.current)}
        >
          <X aria-hidden /> Close
        </Button>
        {children}
      </div>
    </details>
  );
}

/** They take the key for themselves. */
const ON_TOP = "dialog[open], [popover='auto']:popover-open";

/** Back to the button that opened it, unless the reader is somewhere else by now. */
function close(panel: HTMLDetailsElement | null): void {
  if (panel === null) return;
  const at = document.activeElement;
  const isElsewhere = at !== null && at !== document.body && !panel.contains(at);
  panel.open = false;
  if (!isElsewhere) panel.querySelector("summary")?.focus();
}
