"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { markRead } from "#lib/notifications/mark-read.ts";
import { setPreferences } from "#lib/notifications/set-preferences.ts";

export async function markReadAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await markRead(ctx, form.has("all") ? { all: true } : { id: form.get("id") });
    revalidatePath("/notifications");
    return "Marked as read.";
  });
}

export async function setPreferencesAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { changed } = await setPreferences(ctx, { topics: formFields(form) });
    revalidatePath("/notifications/preferences");
    return changed === 0 ? "Nothing changed." : "Saved.";
  });
}
