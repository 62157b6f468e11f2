"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { removePublisher } from "#lib/publishing/remove-publisher.ts";

const refresh = () => revalidatePath("/admin/publishers");

export async function createPublisherAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await createPublisher(ctx, formFields(form));
    refresh();
    return "Trusted. Its pipelines can publish from now on.";
  });
}

export async function changePublisherAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await changePublisher(ctx, formFields(form));
    refresh();
    return "Saved. Tokens that were out have ended.";
  });
}

export async function pausePublisherAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { id, enabled } = formFields(form);
    await changePublisher(ctx, { id, enabled });
    refresh();
    return enabled === "true" ? "It may publish again." : "It is paused.";
  });
}

export async function removePublisherAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await removePublisher(ctx, { id: formFields(form)["id"] });
    refresh();
    return "Removed. What it asked for stays.";
  });
}
