import { Lock } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { RequestView } from "#lib/requests/get-request.ts";
import { STATE_WORDS } from "#lib/requests/core/words.ts";

/** A request that this person cannot edit, or nobody any more. */
export function EditClosed({ request }: { request: RequestView }) {
  const { number, requester, state } = request;
  return (
    <>
      <h1 className="sr-only">Edit {number}</h1>
      <EmptyState
        icon={Lock}
        title={`${number} is not yours to edit`}
        actions={<LinkButton href={`/requests/${number}`}>Show {number}</LinkButton>}
      >
        <p>
          Only its author, {requester.name}, edits it, and only while it is open. It is{" "}
          {STATE_WORDS[state].label.toLowerCase()} now.
        </p>
      </EmptyState>
    </>
  );
}
