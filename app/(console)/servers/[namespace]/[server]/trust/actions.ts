"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { endWaiver } from "#lib/trust/waivers/end-waiver.ts";
import { requestTrustScan } from "#lib/jobs/request-trust-scan.ts";

export async function requestScanAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { isNew } = await requestTrustScan(ctx, formFields(form));
    revalidatePath("/", "layout");
    return isNew ? "The scan begins in a moment." : "A scan is under way already.";
  });
}

export async function endWaiverAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await endWaiver(ctx, formFields(form));
    revalidatePath("/", "layout");
    return "The waiver is ended: the control fails again.";
  });
}
