import type { FormState } from "#lib/actions/form-action.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** The secret of a new webhook travels in this answer and is kept nowhere. */
export type WebhookFormState = { form: FormState; secret: string | null };
export type SaveWebhook = (previous: WebhookFormState, form: FormData) => Promise<WebhookFormState>;

/** The server actions that the page hands down. */
export type WebhookActions = {
  changeWebhookAction: SaveWebhook;
  pauseWebhookAction: Action;
  testWebhookAction: Action;
  removeWebhookAction: Action;
};
