import type { FormState } from "#lib/actions/form-action.ts";
import type { FormValues } from "#lib/intake/core/request-form.ts";

/** What was refused comes back with what was written: without scripts the page is made anew. */
export type RequestFormState = FormState & { values?: FormValues };
export type RequestFormAction = (
  previous: RequestFormState,
  form: FormData,
) => Promise<RequestFormState>;
