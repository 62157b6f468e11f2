import { SearchX } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

export default function ServerNotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={SearchX}
        title="No such server here"
        actions={<LinkButton href="/servers">Browse the catalog</LinkButton>}
      >
        The name may be misspelled, the version or page may not exist, or only certain teams see
        this server. Ask whoever gave you the link.
      </EmptyState>
    </>
  );
}
