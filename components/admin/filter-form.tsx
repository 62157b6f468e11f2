import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

type Props = { action: string; children: ReactNode; clearHref?: string | null };

/** Filters in the address: a plain GET form, so that a link shares the view. */
export function FilterForm({ action, children, clearHref = null }: Props) {
  return (
    <form
      action={action}
      method="get"
      role="search"
      className="mb-4 flex flex-wrap items-end gap-3"
    >
      {children}
      <Button type="submit">Apply</Button>
      {clearHref && (
        <LinkButton href={clearHref} variant="ghost">
          Clear
        </LinkButton>
      )}
    </form>
  );
}
