"use client";

import { Bookmark, BookmarkPlus, Globe } from "lucide-react";
import { useActionState, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { CheckboxField, TextField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import type { FormState } from "#lib/actions/form-action.ts";
import type { SavedView } from "#lib/views/list-views.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
/** `servers` or `audit`: where it is, and what it says of those who use a shared view. */
export type ViewPage = { page: "servers" | "audit"; path: string; sharing: string };
type Props = {
  views: readonly SavedView[];
  page: ViewPage;
  /** The saved view that is open, as the address says. */
  openId: string | null;
  /** The filters in force. */
  query: string;
  save: Action;
  remove: Action;
};

/** The saved view that is open, whether it has been changed since, and all the others. */
export function SavedViews({ views, page, openId, query, save, remove }: Props) {
  const open = views.find((view) => view.id === openId) ?? null;
  const dirty = open !== null && open.query !== query;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Popover
        variant="secondary"
        panelClassName="w-72 p-1.5"
        trigger={<OpenViewName view={open} dirty={dirty} />}
      >
        <ViewList views={views} path={page.path} openId={open?.id ?? null} />
      </Popover>
      {open?.mine && <OwnView view={open} page={page} query={query} save={save} remove={remove} />}
      {query !== "" && (open === null || dirty) && (
        <SaveDialog page={page} query={query} save={save} />
      )}
    </div>
  );
}

type OwnProps = { view: SavedView; page: ViewPage; query: string; save: Action; remove: Action };

/** What only the owner of the open view is offered. */
function OwnView({ view, page, query, save, remove }: OwnProps) {
  return (
    <>
      {view.query !== query && <UpdateButton view={view} page={page} query={query} save={save} />}
      <ConfirmButton
        size="sm"
        variant="ghost"
        title={`Remove the view “${view.name}”?`}
        description={
          view.shared ? "Everybody who uses it loses it." : "What it shows is not touched."
        }
        confirmLabel="Remove view"
        action={remove}
        fields={{ id: view.id, page: page.page }}
      >
        Remove view…
      </ConfirmButton>
    </>
  );
}

function OpenViewName({ view, dirty }: { view: SavedView | null; dirty: boolean }) {
  return (
    <>
      <Bookmark aria-hidden />
      <span className="max-w-40 truncate">{view ? view.name : "Views"}</span>
      {dirty && <span className="font-normal text-subtle">(changed)</span>}
    </>
  );
}

type ListProps = { views: readonly SavedView[]; path: string; openId: string | null };

function ViewList({ views, path, openId }: ListProps) {
  if (views.length === 0)
    return (
      <p className="p-2 text-muted">
        No saved views yet. Filter the list, then save it under a name.
      </p>
    );
  return (
    <ul className="max-h-80 overflow-y-auto">
      {views.map((view) => (
        <li key={view.id}>
          <Link
            href={`${path}?${view.query}${view.query ? "&" : ""}saved=${view.id}`}
            aria-current={view.id === openId ? "true" : undefined}
            className="flex min-h-8 items-center gap-2 rounded-md px-2 py-1 hover:bg-hover aria-current:bg-accent-soft"
          >
            <span className="min-w-0 truncate">{view.name}</span>
            {view.shared && (
              <span className="ml-auto flex min-w-0 items-center gap-1 text-sm text-subtle">
                <Globe aria-hidden className="size-3.5 shrink-0" />
                <span className="truncate">{view.mine ? "Shared" : view.ownerName}</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function UpdateButton({ view, page, query, save }: Omit<OwnProps, "remove">) {
  const [state, run] = useActionState<FormState, FormData>(save, { status: "idle" });
  return (
    <form action={run} className="flex items-center gap-2">
      <input type="hidden" name="page" value={page.page} />
      <input type="hidden" name="id" value={view.id} />
      <input type="hidden" name="name" value={view.name} />
      <input type="hidden" name="shared" value={String(view.shared)} />
      <input type="hidden" name="query" value={query} />
      <SubmitButton size="sm" pendingLabel="Updating…">
        Update view
      </SubmitButton>
      {state.status === "error" && <FormStatus state={state} />}
    </form>
  );
}

function SaveDialog({ page, query, save }: Omit<OwnProps, "view" | "remove">) {
  const [open, setOpen] = useState(false);
  const [state, run] = useActionState<FormState, FormData>(save, { status: "idle" });
  const errors = state.status === "error" ? state.fields["name"] : undefined;
  return (
    <>
      <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <BookmarkPlus aria-hidden /> Save view…
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Save this view">
        <form action={run} className="flex flex-col gap-4">
          <input type="hidden" name="page" value={page.page} />
          <input type="hidden" name="query" value={query} />
          <TextField label="Name" name="name" required maxLength={60} errors={errors} />
          <CheckboxField label="Share with everybody" name="shared" hint={page.sharing} />
          {!errors && <FormStatus state={state} />}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <SubmitButton pendingLabel="Saving…">Save view</SubmitButton>
          </div>
        </form>
      </Dialog>
    </>
  );
}
