import type { FormState } from "#lib/actions/form-action.ts";

export type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** The server actions that the page of one publisher hands down. */
export type IdentityActions = {
  verifyIdentityAction: Action;
  changeNamespacesAction: Action;
  handOverIdentityAction: Action;
  stopHandoverAction: Action;
  removeIdentityAction: Action;
};
