import type { FormState } from "#lib/actions/form-action.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** The server actions that the page hands down. */
export type PublisherActions = {
  changePublisherAction: Action;
  pausePublisherAction: Action;
  removePublisherAction: Action;
};
