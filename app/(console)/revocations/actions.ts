"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { liftRevocation } from "#lib/revocations/lift-revocation.ts";
import { recordStep } from "#lib/revocations/record-step.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";

export async function revokeArtifactAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { subject, servers } = await revokeArtifact(ctx, formFields(form));
    revalidatePath("/", "layout");
    const names = servers.map(({ name }) => name);
    const stopped =
      names.length === 0
        ? "No version here installs it now; what is registered later is compared with it."
        : `Clients do not get it any more: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}.`;
    return `${subject} is revoked. ${stopped}`;
  });
}

export async function liftRevocationAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { state, stillRevoked } = await liftRevocation(ctx, formFields(form));
    revalidatePath("/", "layout");
    if (state === "proposed")
      return "Proposed. It stays revoked until somebody else of security or an administrator agrees, within seven days.";
    return stillRevoked.length === 0
      ? "Lifted. Clients get it again."
      : `Lifted. ${stillRevoked.length === 1 ? "One version stays" : `${stillRevoked.length} versions stay`} revoked for another reason.`;
  });
}

export async function recordStepAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { isLate } = await recordStep(ctx, formFields(form));
    revalidatePath("/", "layout");
    return isLate ? "On record, and later than it was due." : "On record.";
  });
}
