import type { FormState } from "#lib/actions/form-action.ts";

export type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** The server actions that the page hands down. */
export type LogActions = {
  proposeAction: Action;
  confirmAction: Action;
  declineAction: Action;
  withdrawAction: Action;
};

/** What this person may do on the page, and whether they proved a moment ago who they are. */
export type LogPowers = { proposes: boolean; isFresh: boolean };
