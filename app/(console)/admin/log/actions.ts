"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { confirmAuditChange } from "#lib/audit-changes/confirm-audit-change.ts";
import { declineAuditChange } from "#lib/audit-changes/decline-audit-change.ts";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import { withdrawAuditChange } from "#lib/audit-changes/withdraw-audit-change.ts";
import { proposalOf } from "./proposal-of.ts";

const refresh = () => revalidatePath("/admin/log");

export async function proposeAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { who } = await proposeAuditChange(ctx, proposalOf(formFields(form)));
    refresh();
    return `Proposed. Nothing changes until somebody else confirms it: ${who}`;
  });
}

export async function confirmAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await confirmAuditChange(ctx, formFields(form));
    refresh();
    return "Confirmed and done.";
  });
}

export async function declineAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await declineAuditChange(ctx, formFields(form));
    refresh();
    return "Declined.";
  });
}

export async function withdrawAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await withdrawAuditChange(ctx, { id: form.get("id") });
    refresh();
    return "Withdrawn.";
  });
}
