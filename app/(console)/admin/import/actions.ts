"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { requestUrlImport } from "#lib/jobs/request-url-import.ts";

/** Enters the run in the person's name; the worker carries it out. */
export async function importUrlAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { runId } = await requestUrlImport(ctx, formFields(form));
    revalidatePath("/admin/import");
    redirect(`/admin/import/${runId}`);
  });
}
