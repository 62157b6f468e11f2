import type { FormState } from "#lib/actions/form-action.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;

export type PolicyActions = {
  draftPolicyAction: Action;
  publishPolicyAction: Action;
  discardPolicyAction: Action;
};
