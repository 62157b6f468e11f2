import { Workflow } from "lucide-react";
import type { PublisherView } from "#lib/publishing/list-publishers.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { PublisherActions } from "./publisher-actions.ts";
import { PublisherCard } from "./publisher-card.tsx";

type Props = { publishers: readonly PublisherView[]; now: Date; actions: PublisherActions };

export function PublisherList({ publishers, now, actions }: Props) {
  if (publishers.length === 0)
    return (
      <EmptyState title="No trusted publisher yet" icon={Workflow}>
        Add the repository of an internal server: each of its releases then arrives here as a
        request with its diff, without a secret stored anywhere.
      </EmptyState>
    );
  return (
    <>
      {publishers.map((publisher) => (
        <PublisherCard key={publisher.id} publisher={publisher} now={now} actions={actions} />
      ))}
    </>
  );
}
