"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { RequestFormState } from "#components/requests/new/form-state.ts";
import { formAction } from "#lib/actions/form-action.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { formValues, requestInput } from "./form-input.ts";

export async function createRequestAction(
  _previous: RequestFormState,
  form: FormData,
): Promise<RequestFormState> {
  const values = formValues(form);
  const state = await formAction(async (ctx) => {
    const { number } = await createRequest(ctx, requestInput(ctx, values));
    revalidatePath("/", "layout");
    redirect(`/requests/${requestNumber(number)}`);
  });
  return { ...state, values };
}
