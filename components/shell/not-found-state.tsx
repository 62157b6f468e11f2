import { SearchX } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** For an address that leads nowhere; what one may not see does not exist either. */
export function NotFoundState() {
  return (
    <EmptyState
      icon={SearchX}
      title="There is nothing here"
      actions={
        <LinkButton href="/servers" variant="primary">
          Browse servers
        </LinkButton>
      }
    >
      <p>
        The address may be wrong, what stood here may have been removed, or it is shown to certain
        teams only. Its owner team or an administrator can tell you more.
      </p>
    </EmptyState>
  );
}
