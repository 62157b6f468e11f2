"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { keepScanCredential } from "#lib/trust/credentials/keep-scan-credential.ts";
import { removeScanCredential } from "#lib/trust/credentials/remove-scan-credential.ts";
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

export async function keepScanCredentialAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { expiresAt } = await keepScanCredential(ctx, formFields(form));
    revalidatePath("/", "layout");
    return `Kept until ${expiresAt.toISOString().slice(0, 10)}. The next scan uses it: ask for one above.`;
  });
}

export async function removeScanCredentialAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeScanCredential(ctx, formFields(form));
    revalidatePath("/", "layout");
    return "Removed. From the next scan on, the remote is asked as a stranger would.";
  });
}
