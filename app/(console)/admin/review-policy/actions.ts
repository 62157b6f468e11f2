"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import { CLASSES, POLICY_PATH } from "#lib/reviews/core/policy.ts";
import { discardPolicy } from "#lib/reviews/discard-policy.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";

export async function draftPolicyAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { version } = await draftPolicy(ctx, { rules: rulesOf(form), note: form.get("note") });
    revalidatePath(POLICY_PATH);
    return `Saved as version ${version}. Another administrator can publish it now.`;
  });
}

export async function publishPolicyAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { version } = await publishPolicy(ctx, { version: form.get("version") });
    revalidatePath(POLICY_PATH);
    return `Version ${version} is in force.`;
  });
}

export async function discardPolicyAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { version } = await discardPolicy(ctx, { version: form.get("version") });
    revalidatePath(POLICY_PATH);
    return `Version ${version} was discarded.`;
  });
}

/** A box that is not ticked is not sent: here that means "no". */
function rulesOf(form: FormData) {
  const tiers = RISK_TIERS.map((tier) => {
    const at = (key: string) => `rules.tiers.${tier}.${key}`;
    return [
      tier,
      {
        securityApprovals: form.get(at("securityApprovals")),
        responseHours: form.get(at("responseHours")),
        decisionHours: form.get(at("decisionHours")),
        validityDays: form.get(at("validityDays")),
        ownerTeam: form.has(at("ownerTeam")),
        admin: form.has(at("admin")),
        dataOwner: form.has(at("dataOwner")),
        checklist: form.getAll(at("checklist")),
      },
    ] as const;
  });
  return {
    tiers: Object.fromEntries(tiers),
    dataOwners: byClass(form, "rules.dataOwners"),
    trust: {
      minimum: byClass(form, "rules.trust.minimum"),
      onFall: byClass(form, "rules.trust.onFall"),
      exceptionDays: form.get("rules.trust.exceptionDays"),
    },
    fastTrack: { patchReleases: form.has("rules.fastTrack.patchReleases") },
  };
}

const byClass = (form: FormData, field: string) =>
  Object.fromEntries(CLASSES.map((data) => [data, form.get(`${field}.${data}`)]));
