"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { scanRequestNow } from "#lib/jobs/request-trust-scan.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { assignRequest } from "#lib/requests/assign-request.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import type { RequestState } from "#lib/requests/core/words.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { markChecklist } from "#lib/requests/mark-checklist.ts";
import { markViewed } from "#lib/requests/mark-viewed.ts";
import { raiseTier } from "#lib/requests/raise-tier.ts";
import { submitRequest } from "#lib/requests/submit-request.ts";
import { watchRequest } from "#lib/requests/watch-request.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { decisionFields } from "./decision-fields.ts";

/** Lists, counts and the request itself stand on several pages. */
const refresh = () => revalidatePath("/", "layout");

/** What is decided next is decided from the page as it is now. */
function refreshOnConflict(error: unknown): never {
  if (error instanceof AppError && error.code === "conflict") refresh();
  throw error;
}

const DECIDED: Partial<Record<RequestState, string>> = {
  approved: "Approved and carried out.",
  rejected: "Rejected.",
  changes_requested: "Sent back to its author.",
};

export async function decideAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { state } = await decideRequest(ctx, decisionFields(form)).catch(refreshOnConflict);
    refresh();
    return DECIDED[state] ?? "Your approval is on record.";
  });
}

export async function assignAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { assignee } = await assignRequest(ctx, formFields(form));
    refresh();
    return assignee === null ? "Back in the queue." : "Assigned.";
  });
}

export async function raiseTierAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await raiseTier(ctx, formFields(form));
    refresh();
    return "The tier is raised.";
  });
}

export async function scanAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { isNew } = await scanRequestNow(ctx, formFields(form));
    refresh();
    return isNew ? "The scan begins in a moment." : "A scan is under way already.";
  });
}

export async function commentAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await commentRequest(ctx, formFields(form));
    refresh();
    return "Sent.";
  });
}

export async function watchAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { watching } = await watchRequest(ctx, formFields(form));
    refresh();
    return watching ? "You hear of what happens here." : "You hear of it no more.";
  });
}

export async function viewedAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await markViewed(ctx, formFields(form));
    refresh();
    return "Saved.";
  });
}

/** A checkbox that is not ticked is not sent: here that means "no". */
export async function checkAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { checked } = await markChecklist(ctx, {
      ...formFields(form),
      checked: form.has("checked"),
    });
    refresh();
    return checked ? "Ticked." : "Saved.";
  });
}

export async function submitAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await submitRequest(ctx, formFields(form));
    refresh();
    return "Submitted.";
  });
}

export async function withdrawAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await withdrawRequest(ctx, formFields(form));
    refresh();
    return "Withdrawn.";
  });
}

/** Called by the page once it stands in the browser of somebody who may decide; nothing is shown. */
export async function openedAction(requestId: string, revision: number): Promise<void> {
  await formAction(async (ctx) => {
    await markViewed(ctx, { requestId, revision, part: "opened" });
    return "";
  });
}
