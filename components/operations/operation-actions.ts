import type { NoticeActions } from "#components/notices/notice-forms.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";

/** The server actions that the page hands down. */
export type OperationActions = NoticeActions &
  Readonly<Record<"quarantineAction" | "attestAction" | "setResponsibleAction", FormAction>>;
