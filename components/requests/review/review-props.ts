import type { ServerView } from "#lib/catalog/get-server.ts";
import type { FormAction } from "#components/server/form-dialog.tsx";
import type { NextRequest } from "#lib/requests/get-next-request.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import type { Reviewer } from "#lib/requests/list-reviewers.ts";

/** The server actions that the page hands down. */
type ReviewActions = Readonly<
  Record<
    | "decideAction"
    | "assignAction"
    | "raiseTierAction"
    | "commentAction"
    | "watchAction"
    | "viewedAction"
    | "checkAction"
    | "submitAction"
    | "withdrawAction",
    FormAction
  >
> & { openedAction: (requestId: string, revision: number) => Promise<void> };

export type ReviewProps = {
  request: RequestView;
  /** The server as it is, where the change is no document and not made yet. */
  server: ServerView | null;
  /** Who it can be given to, for those who may give it; else empty. */
  reviewers: readonly Reviewer[];
  /** What this person should decide next. */
  next: NextRequest | null;
  /** Id of the person who looks. */
  me: string;
  now: Date;
  actions: ReviewActions;
};
