"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { discardDelivery } from "#lib/notifications/discard-delivery.ts";
import { replayDeliveries } from "#lib/notifications/replay-deliveries.ts";

const refresh = () => revalidatePath("/admin/deliveries");

export async function replayAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { replayed } = await replayDeliveries(
      ctx,
      form.has("all") ? { all: true } : { id: form.get("id") },
    );
    refresh();
    return replayed === 1
      ? "It is sent again now."
      : `${replayed.toLocaleString("en")} are sent again now.`;
  });
}

export async function discardAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await discardDelivery(ctx, { id: form.get("id") });
    refresh();
    return "Discarded.";
  });
}
