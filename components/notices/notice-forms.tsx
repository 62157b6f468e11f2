import { FormSelect, FormText, FormTextarea } from "#components/admin/action-form.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { FormDialog, type FormAction } from "#components/server/form-dialog.tsx";
import { NOTICE_KINDS, NOTICE_WORDS } from "#lib/notices/core/notices.ts";
import type { NoticeView } from "#lib/notices/list-notices.ts";
import { LocalDateTimeField } from "./local-date-time-field.tsx";

export type NoticeActions = Readonly<
  Record<"announceNoticeAction" | "changeNoticeAction" | "endNoticeAction", FormAction>
>;

export function AnnounceNotice({ name, action }: { name: string; action: FormAction }) {
  return (
    <FormDialog
      trigger="Announce…"
      triggerLabel="Announce maintenance or an incident"
      variant="secondary"
      title="Announce maintenance or an incident"
      action={action}
      submitLabel="Announce"
    >
      <input type="hidden" name="name" value={name} />
      <FormSelect
        label="Kind"
        name="kind"
        options={NOTICE_KINDS.map((kind) => ({
          value: kind,
          label: `${NOTICE_WORDS[kind].label}: ${NOTICE_WORDS[kind].explanation}`,
        }))}
      />
      <NoticeFields />
      <p className="max-w-prose text-sm text-subtle">
        People who use the server are told at once. Everyone sees it on its page, and clients in the
        registry: the title and the times without an account, too.
      </p>
    </FormDialog>
  );
}

export function ChangeNotice({ notice, action }: { notice: NoticeView; action: FormAction }) {
  return (
    <FormDialog
      trigger="Change…"
      triggerLabel={`Change “${notice.title}”`}
      title="Change the notice"
      action={action}
      submitLabel="Save and tell"
    >
      <input type="hidden" name="noticeId" value={notice.id} />
      <NoticeFields notice={notice} />
    </FormDialog>
  );
}

function NoticeFields({ notice }: { notice?: NoticeView }) {
  return (
    <>
      <FormText label="Title" name="title" maxLength={120} defaultValue={notice?.title ?? ""} />
      <FormTextarea
        label="What people should know"
        name="body"
        optional
        maxLength={2_000}
        defaultValue={notice?.body ?? ""}
      />
      <LocalDateTimeField
        label="Starts"
        name="startsAt"
        defaultIso={notice?.startsAt.toISOString() ?? null}
        hint="In your own time zone."
      />
      <LocalDateTimeField
        label="Ends"
        name="endsAt"
        optional
        defaultIso={notice?.endsAt?.toISOString() ?? null}
        hint="Leave it empty while nobody knows."
      />
    </>
  );
}

export function EndNotice({ notice, action }: { notice: NoticeView; action: FormAction }) {
  const planned = notice.phase === "planned";
  return (
    <ConfirmButton
      size="sm"
      danger={false}
      title={planned ? "Call it off" : "Say that it is over"}
      description="People who use the server are told, and it disappears from its page and the registry."
      confirmLabel={planned ? "Call off" : "It is over"}
      action={action}
      fields={{ noticeId: notice.id }}
    >
      {planned ? "Call off…" : "End…"}
    </ConfirmButton>
  );
}
