"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { RequestFormState } from "#components/requests/new/form-state.ts";
import { formAction } from "#lib/actions/form-action.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { formValues, requestInput } from "../../new/form-input.ts";

export async function editRequestAction(
  _previous: RequestFormState,
  form: FormData,
): Promise<RequestFormState> {
  const values = formValues(form);
  const state = await formAction(async (ctx) => {
    await editRequest(ctx, requestInput(ctx, values));
    revalidatePath("/", "layout");
    const number = values["number"] ?? "";
    redirect(/^R-\d{1,9}$/.test(number) ? `/requests/${number}` : "/requests");
  });
  return { ...state, values };
}
