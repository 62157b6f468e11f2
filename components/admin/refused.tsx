import { Lock } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** Shown instead of a page that the person may not use; the message says who may. */
export function Refused({ message }: { message: string }) {
  return (
    <>
      <h1 className="sr-only">Not for your role</h1>
      <EmptyState
        title="This page is not for your role"
        icon={Lock}
        actions={<LinkButton href="/servers">Browse servers</LinkButton>}
      >
        <p>{message}</p>
        <p>Ask somebody with that role, or an administrator to give it to you.</p>
      </EmptyState>
    </>
  );
}
