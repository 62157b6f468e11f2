"use client";

import { useRouter } from "next/navigation";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ImportOptions } from "./import-options.tsx";
import { withQuery } from "./page-links.ts";

type Upload =
  { state: "idle" } | { state: "sending"; share: number } | { state: "refused"; message: string };

const CHOSEN = "Choose a file first.";

/** Sends the file as it is and shows how much has arrived; without JavaScript it posts as a form. */
export function UploadForm() {
  const router = useRouter();
  const [upload, setUpload] = useState<Upload>({ state: "idle" });
  const request = useRef<XMLHttpRequest | null>(null);
  const id = useId();
  const sending = upload.state === "sending";
  const refusal = upload.state === "refused" ? upload.message : null;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (!(file instanceof File) || file.size === 0) {
      setUpload({ state: "refused", message: CHOSEN });
      return;
    }
    setUpload({ state: "sending", share: 0 });
    request.current = send(file, form, {
      progress: (share) => setUpload({ state: "sending", share }),
      done: (runId) => router.push(`/admin/import/${runId}` as never),
      refused: (message) => {
        setUpload({ state: "refused", message });
        router.refresh();
      },
    });
  };
  return (
    <form
      action="/api/v1/imports"
      method="post"
      encType="multipart/form-data"
      onSubmit={submit}
      className="flex flex-col gap-4"
    >
      <ImportOptions />
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="font-medium">
          File
        </label>
        <input
          id={id}
          type="file"
          name="file"
          required
          accept=".json,.jsonl,.ndjson,application/json"
          disabled={sending}
          aria-describedby={`${id}-hint`}
          aria-invalid={refusal === CHOSEN || undefined}
          className="rounded-md border border-control bg-surface p-1.5 text-sm file:mr-3 file:rounded file:border-0 file:bg-hover file:px-3 file:py-1 file:font-medium file:text-ink"
        />
        <p id={`${id}-hint`} className="text-sm text-subtle">
          JSON or JSON lines. Read as it arrives, so its size does not matter.
        </p>
      </div>
      {sending && <Progress share={upload.share} />}
      {refusal && (
        <div role="alert">
          <Callout tone="danger">{refusal}</Callout>
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={sending}>
          {sending ? "Importing…" : "Import file"}
        </Button>
        {sending && <Button onClick={() => request.current?.abort()}>Stop</Button>}
      </div>
    </form>
  );
}

function Progress({ share }: { share: number }) {
  const percent = Math.round(share * 100);
  return (
    <div className="flex flex-col gap-1" role="status">
      <progress value={percent} max={100} aria-label="Sent" className="h-2 w-full accent-accent" />
      <p className="text-sm text-muted tabular-nums">
        {percent < 100
          ? `${percent} % sent. Documents are imported while the rest arrives.`
          : "All sent. The last documents are being imported."}
      </p>
    </div>
  );
}

type Outcome = {
  progress: (share: number) => void;
  done: (runId: string) => void;
  refused: (message: string) => void;
};

/** fetch cannot tell how much of a body has been sent; XMLHttpRequest can. */
function send(file: File, form: FormData, outcome: Outcome): XMLHttpRequest {
  const request = new XMLHttpRequest();
  const address = withQuery("/api/v1/imports", {
    filename: file.name,
    approve: form.has("approve") ? "true" : undefined,
    expose: form.has("expose") ? "true" : undefined,
  });
  request.open("POST", address);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => outcome.progress(total ? loaded / total : 0);
  request.onload = () => {
    const answer = request.response as { runId?: string; detail?: string } | null;
    if (request.status === 201 && answer?.runId) outcome.done(answer.runId);
    else outcome.refused(answer?.detail ?? `The server answered ${request.status}.`);
  };
  request.onerror = () =>
    outcome.refused("The connection broke off. What had arrived is imported.");
  request.onabort = () => outcome.refused("Stopped. What had arrived until then is imported.");
  request.send(file);
  return request;
}
