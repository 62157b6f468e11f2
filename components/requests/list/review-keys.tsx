"use client";

import { Keyboard } from "lucide-react";
import { useMemo, useState } from "react";
import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { KeyHelp } from "#components/ui/key-help.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { showToast } from "#components/ui/toasts.tsx";
import { keysOf, ListKeys, type RowKey } from "./list-keys.tsx";
import { readRow, type ReviewRow } from "./review-row.ts";

const KEYS = [
  { key: "c", what: "Take the request" },
  { key: "a", what: "Approve it, with a reason" },
] as const;

/** The help of the queue, for whoever does not know the keys yet. */
export function ReviewKeyHelp() {
  return (
    <Popover
      label="Keyboard"
      align="end"
      panelClassName="w-80 p-3.5"
      trigger={
        <>
          <Keyboard aria-hidden /> Keys
        </>
      }
    >
      <KeyHelp keys={keysOf("request", KEYS)} />
    </Popover>
  );
}

/** c takes the request in focus, a asks for the reason to approve it. */
export function ReviewKeys({ decide }: { decide: FormAction }) {
  const [approving, setApproving] = useState<ReviewRow | null>(null);
  const more = useMemo<readonly RowKey[]>(
    () => [
      {
        ...KEYS[0],
        run: (row) => {
          const button = row?.querySelector<HTMLElement>("[data-take] button");
          if (button) button.click();
          else showToast(row ? "You have it already." : "Choose a request first: press j.");
        },
      },
      {
        ...KEYS[1],
        run: (row) => {
          const request = readRow(row?.dataset["request"]);
          if (request) setApproving(request);
          else showToast("Choose a request first: press j.");
        },
      },
    ],
    [],
  );
  return (
    <>
      <ListKeys noun="request" more={more} />
      <Dialog
        open={approving !== null}
        onClose={() => setApproving(null)}
        title={`Approve ${approving?.number ?? ""}`}
      >
        {approving && (
          <ApproveForm request={approving} decide={decide} onDone={() => setApproving(null)} />
        )}
      </Dialog>
    </>
  );
}

type FormProps = { request: ReviewRow; decide: FormAction; onDone: () => void };

function ApproveForm({ request, decide, onDone }: FormProps) {
  const { id, number, revision, title, note, staleSignIn } = request;
  const closeWhenAccepted: FormAction = async (previous, form) => {
    const next = await decide(previous, form);
    if (next.status === "ok") {
      onDone();
      showToast(`${number}: ${next.message}`);
    }
    return next;
  };
  if (staleSignIn)
    return (
      <p className="text-muted">
        A decision at this risk needs a fresh sign-in.{" "}
        <TextLink href="/sign-in?fresh=1&next=%2Freviews">Sign in again</TextLink> and come back.
      </p>
    );
  return (
    <ActionForm action={closeWhenAccepted} submitLabel="Approve" pendingLabel="Approving…">
      <div>
        <p className="font-medium">{title}</p>
        <p className="text-muted">
          {note} <TextLink href={`/requests/${number}`}>Read the change first</TextLink>
        </p>
      </div>
      <input type="hidden" name="requestId" value={id} />
      <input type="hidden" name="revision" value={revision} />
      <input type="hidden" name="decision" value="approve" />
      <FormTextarea
        label="Reason"
        name="reason"
        required
        minLength={3}
        maxLength={5_000}
        hint="What you looked at and why it is fine. It goes on record."
      />
    </ActionForm>
  );
}
