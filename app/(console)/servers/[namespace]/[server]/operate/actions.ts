"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import type { Context } from "#lib/kernel/context.ts";
import { announceNotice } from "#lib/notices/announce-notice.ts";
import { changeNotice } from "#lib/notices/change-notice.ts";
import { endNotice } from "#lib/notices/end-notice.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { attestServer } from "#lib/ownership/attest-server.ts";
import { setResponsible } from "#lib/ownership/set-responsible.ts";

type Command = (ctx: Context, input: unknown) => Promise<unknown>;

/** Runs one command on what the form says; every page that lists servers shows the result. */
function run(form: FormData, command: Command, message: string): Promise<FormState> {
  return formAction(async (ctx) => {
    await command(ctx, formFields(form));
    revalidatePath("/", "layout");
    return message;
  });
}

export async function quarantineAction(_previous: FormState, form: FormData) {
  return run(form, quarantineServer, "In quarantine. Everyone who uses it is told.");
}

export async function attestAction(_previous: FormState, form: FormData) {
  return run(form, attestServer, "Confirmed for another quarter.");
}

export async function setResponsibleAction(_previous: FormState, form: FormData) {
  return run(form, setResponsible, "Saved.");
}

export async function announceNoticeAction(_previous: FormState, form: FormData) {
  return run(form, announceNotice, "Announced. People who use the server are told.");
}

export async function changeNoticeAction(_previous: FormState, form: FormData) {
  return run(form, changeNotice, "Saved. People who use the server are told.");
}

export async function endNoticeAction(_previous: FormState, form: FormData) {
  return run(form, endNotice, "People who use the server are told.");
}
