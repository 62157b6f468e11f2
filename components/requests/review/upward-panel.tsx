import type { ReactNode } from "react";
import { buttonStyle, type ButtonLook } from "#components/ui/button-style.ts";

type Props = Pick<ButtonLook, "variant"> & { label: string; children: ReactNode };

/**
 * A button of the bar below that unfolds a form above it. The browser's own disclosure: one is
 * open at a time, the page behind stays readable, and it works before scripts run.
 */
export function UpwardPanel({ label, variant = "secondary", children }: Props) {
  return (
    <details name="decision" className="group">
      <summary
        className={`${buttonStyle({ variant })} cursor-pointer group-open:ring-2 group-open:ring-accent`}
      >
        {label}
      </summary>
      <div className="absolute right-4 bottom-full mb-2 max-h-[70dvh] w-[min(36rem,calc(100%-2rem))] overflow-y-auto rounded-xl border border-line-strong bg-raised p-4 shadow-lg md:right-7">
        {children}
      </div>
    </details>
  );
}
