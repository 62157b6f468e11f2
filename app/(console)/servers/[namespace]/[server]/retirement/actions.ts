"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import type { Context } from "#lib/kernel/context.ts";
import { answerRetirement } from "#lib/retirements/answer-retirement.ts";
import { cancelRetirement } from "#lib/retirements/cancel-retirement.ts";
import { decideExtension } from "#lib/retirements/decide-extension.ts";
import { rescheduleRetirement } from "#lib/retirements/reschedule-retirement.ts";

type Command = (ctx: Context, input: unknown) => Promise<unknown>;

/** Runs one command on what the form says; banners and lists show the result too. */
function run(form: FormData, command: Command, message: string): Promise<FormState> {
  return formAction(async (ctx) => {
    await command(ctx, formFields(form));
    revalidatePath("/", "layout");
    return message;
  });
}

export async function answerAction(_previous: FormState, form: FormData) {
  return run(form, answerRetirement, "Your answer is on record.");
}

export async function decideExtensionAction(_previous: FormState, form: FormData) {
  return run(form, decideExtension, "Answered. They are told.");
}

export async function rescheduleAction(_previous: FormState, form: FormData) {
  return run(form, rescheduleRetirement, "Dates saved. Everyone is told.");
}

export async function cancelAction(_previous: FormState, form: FormData) {
  return run(form, cancelRetirement, "Cancelled. The server stays.");
}
