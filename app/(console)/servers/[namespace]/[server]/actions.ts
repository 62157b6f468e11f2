"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { changeDeployment } from "#lib/catalog/change-deployment.ts";
import { classifyServer } from "#lib/catalog/classify-server.ts";
import { concealServer } from "#lib/catalog/conceal-server.ts";
import { describeServer } from "#lib/catalog/describe-server.ts";
import { endDeployment } from "#lib/catalog/end-deployment.ts";
import { exposeServer } from "#lib/catalog/expose-server.ts";
import { recordDeployment } from "#lib/catalog/record-deployment.ts";
import { setVisibility } from "#lib/catalog/set-visibility.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordUse } from "#lib/uses/record-use.ts";

type Command = (ctx: Context, input: unknown) => Promise<unknown>;

/** Runs one command on what the form says; every page that lists servers shows the result. */
function run(form: FormData, command: Command, message: string): Promise<FormState> {
  return formAction(async (ctx) => {
    await command(ctx, formFields(form));
    revalidatePath("/", "layout");
    return message;
  });
}

export async function describeAction(_previous: FormState, form: FormData) {
  return run(form, describeServer, "Saved.");
}

export async function classifyAction(_previous: FormState, form: FormData) {
  return run(form, classifyServer, "Classification saved.");
}

export async function assignOwnerAction(_previous: FormState, form: FormData) {
  return run(form, assignOwner, "Owner saved.");
}

export async function setVisibilityAction(_previous: FormState, form: FormData) {
  return run(form, setVisibility, "Visibility saved.");
}

export async function exposeAction(_previous: FormState, form: FormData) {
  return run(form, exposeServer, "In the anonymous feed.");
}

export async function concealAction(_previous: FormState, form: FormData) {
  return run(form, concealServer, "Out of the anonymous feed.");
}

export async function recordDeploymentAction(_previous: FormState, form: FormData) {
  return run(form, recordDeployment, "Deployment recorded.");
}

export async function changeDeploymentAction(_previous: FormState, form: FormData) {
  return run(form, changeDeployment, "Deployment saved.");
}

export async function endDeploymentAction(_previous: FormState, form: FormData) {
  return run(form, endDeployment, "Deployment ended.");
}

/** Somebody opened an install link or copied a configuration; they are not told what came of it. */
export async function recordUseAction(use: unknown): Promise<void> {
  await formAction(async (ctx) => {
    await recordUse(ctx, use);
    return "";
  });
}
