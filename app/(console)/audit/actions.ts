"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { requestLogVerification } from "#lib/jobs/request-log-verification.ts";
import { removeView } from "#lib/views/remove-view.ts";
import { saveView } from "#lib/views/save-view.ts";

/** Saves the filters under a name and opens them there, or updates the view that is open. */
export async function saveViewAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const input = formFields(form);
    const saved = await saveView(ctx, { ...input, page: "audit" });
    revalidatePath("/audit");
    if ("id" in input) return "View updated.";
    redirect(`/audit?${saved.query}${saved.query ? "&" : ""}saved=${saved.id}` as Route);
  });
}

export async function removeViewAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeView(ctx, formFields(form));
    revalidatePath("/audit");
    redirect("/audit");
  });
}

export async function verifyLogAction(): Promise<FormState> {
  return formAction(async (ctx) =>
    (await requestLogVerification(ctx))
      ? "The worker has been told. What it finds stands here when it is done."
      : "A verification waits or is under way already.",
  );
}
