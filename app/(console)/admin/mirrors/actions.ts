"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { requestMirrorRun } from "#lib/jobs/request-mirror-run.ts";
import { changeMirrorSource } from "#lib/mirror/change-mirror-source.ts";
import { createMirrorSource } from "#lib/mirror/create-mirror-source.ts";
import { removeMirrorSource } from "#lib/mirror/remove-mirror-source.ts";

const refresh = () => revalidatePath("/admin/mirrors");
const text = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

export async function createMirrorAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await createMirrorSource(ctx, formFields(form));
    refresh();
    return "Added. The worker reads it within the hour; “Run now” does not wait.";
  });
}

/** A checkbox that is not ticked is not sent: here that means "no". */
export async function changeMirrorAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await changeMirrorSource(ctx, {
      ...formFields(form),
      approve: form.has("approve"),
      expose: form.has("expose"),
    });
    refresh();
    return "Saved.";
  });
}

export async function pauseMirrorAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const enabled = form.get("enabled") === "true";
    await changeMirrorSource(ctx, { id: text(form, "id"), enabled });
    refresh();
    return enabled ? "It is read every hour again." : "It is paused.";
  });
}

export async function runMirrorAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const sent = await requestMirrorRun(ctx, { id: text(form, "id") });
    refresh();
    return sent ? "The worker has been told." : "A run waits or is under way already.";
  });
}

export async function removeMirrorAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeMirrorSource(ctx, { id: text(form, "id") });
    refresh();
    return "Removed. What came from it stays.";
  });
}
