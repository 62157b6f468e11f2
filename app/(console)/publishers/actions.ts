"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { PUBLISHERS_PATH } from "#lib/publishers/core/paths.ts";
import { OUTCOME_WORDS } from "#lib/publishers/core/words.ts";
import { changeNamespaces } from "#lib/publishers/change-namespaces.ts";
import { createIdentity } from "#lib/publishers/create-identity.ts";
import { freeNamespace } from "#lib/publishers/free-namespace.ts";
import { handOverIdentity } from "#lib/publishers/hand-over-identity.ts";
import { removeIdentity } from "#lib/publishers/remove-identity.ts";
import { reserveNamespace } from "#lib/publishers/reserve-namespace.ts";
import { stopHandover } from "#lib/publishers/stop-handover.ts";
import { verifyIdentity } from "#lib/publishers/verify-identity.ts";

const refresh = () => revalidatePath(PUBLISHERS_PATH, "layout");

export async function createIdentityAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await createIdentity(ctx, formFields(form));
    refresh();
    return "Added. Its page says how a domain is proven.";
  });
}

export async function changeNamespacesAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await changeNamespaces(ctx, formFields(form));
    refresh();
    return "Saved. The next scans of its servers take it into account.";
  });
}

export async function verifyIdentityAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { label, looked } = await verifyIdentity(ctx, { id: formFields(form)["id"] });
    refresh();
    return `${label}. DNS record: ${OUTCOME_WORDS[looked.dns]}. File: ${OUTCOME_WORDS[looked.well_known]}.`;
  });
}

export async function handOverIdentityAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { takesEffectAt } = await handOverIdentity(ctx, formFields(form));
    refresh();
    return `Begun. It takes effect on ${takesEffectAt.toISOString().slice(0, 10)}.`;
  });
}

export async function stopHandoverAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await stopHandover(ctx, formFields(form));
    refresh();
    return "Stopped.";
  });
}

export async function removeIdentityAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeIdentity(ctx, formFields(form));
    refresh();
    redirect(PUBLISHERS_PATH);
  });
}

export async function reserveNamespaceAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { namespace } = await reserveNamespace(ctx, formFields(form));
    refresh();
    return `${namespace} is reserved.`;
  });
}

export async function freeNamespaceAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await freeNamespace(ctx, formFields(form));
    refresh();
    return "Free again.";
  });
}
