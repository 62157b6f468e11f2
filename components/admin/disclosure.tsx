import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  label: ReactNode;
  children: ReactNode;
  /** For tables and large forms: as wide as the page. */
  wide?: boolean;
  /** To begin with. */
  open?: boolean;
};

/** What only some need, folded away; works without JavaScript. */
export function Disclosure({ label, children, wide = false, open = false }: Props) {
  return (
    <details open={open}>
      <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 rounded py-1 text-sm text-muted hover:text-ink">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform duration-100 motion-reduce:transition-none [details[open]>summary>&]:rotate-90"
        />
        <span>{label}</span>
      </summary>
      <div className={wide ? "pt-3" : "max-w-lg pt-3"}>{children}</div>
    </details>
  );
}
