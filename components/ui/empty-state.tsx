import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Props = { title: string; children?: ReactNode; actions?: ReactNode; icon?: LucideIcon };

/** Says why there is nothing here and what to do next, with the action right there. */
export function EmptyState({ title, children, actions, icon: Icon }: Props) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-line-strong px-6 py-12 text-center">
      {Icon && <Icon aria-hidden className="mb-1 size-6 text-subtle" />}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children && <div className="max-w-prose text-muted">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
