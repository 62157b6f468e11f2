"use server";

import { revalidatePath } from "next/cache";
import type { WebhookFormState } from "#components/notifications/webhook-actions.ts";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { changeWebhook } from "#lib/webhooks/change-webhook.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";
import { removeWebhook } from "#lib/webhooks/remove-webhook.ts";
import { testWebhook } from "#lib/webhooks/test-webhook.ts";

const refresh = () => revalidatePath("/admin/webhooks");
/** No box ticked sends nothing: here that means all topics. */
const settings = (form: FormData) => ({ ...formFields(form), topics: form.getAll("topics") });

export async function createWebhookAction(
  _previous: WebhookFormState,
  form: FormData,
): Promise<WebhookFormState> {
  const secrets: string[] = [];
  const state = await formAction(async (ctx) => {
    const { secret } = await createWebhook(ctx, settings(form));
    secrets.push(secret);
    refresh();
    return "Added.";
  });
  return { form: state, secret: secrets[0] ?? null };
}

export async function changeWebhookAction(
  _previous: WebhookFormState,
  form: FormData,
): Promise<WebhookFormState> {
  const state = await formAction(async (ctx) => {
    await changeWebhook(ctx, settings(form));
    refresh();
    return "Saved.";
  });
  return { form: state, secret: null };
}

export async function pauseWebhookAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const enabled = form.get("enabled") === "true";
    await changeWebhook(ctx, { id: form.get("id"), enabled });
    refresh();
    return enabled
      ? "It is called again, with what has waited first."
      : "It is not called any more.";
  });
}

export async function testWebhookAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const outcome = await testWebhook(ctx, { id: form.get("id") });
    if (!outcome.sent) throw new AppError("unavailable", outcome.reason);
    return "The receiver took the test.";
  });
}

export async function removeWebhookAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeWebhook(ctx, { id: form.get("id") });
    refresh();
    return "Removed.";
  });
}
