"use client";

import { CircleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

type Props = { error: unknown; retry: () => void };

/** What a page shows when it broke: an id that support finds in the log, and a way on. */
export function Failure({ error, retry }: Props) {
  const id = digestOf(error);
  return (
    <EmptyState
      icon={CircleAlert}
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <LinkButton href="/servers">Go to Browse</LinkButton>
        </>
      }
    >
      <p>
        Something went wrong on our side; nothing was changed.
        {id && (
          <>
            {" "}
            If it happens again, tell support the reference <code>{id}</code>.
          </>
        )}
      </p>
    </EmptyState>
  );
}

function digestOf(error: unknown): string | null {
  const digest: unknown =
    typeof error === "object" && error !== null && "digest" in error ? error.digest : null;
  return typeof digest === "string" ? digest : null;
}
