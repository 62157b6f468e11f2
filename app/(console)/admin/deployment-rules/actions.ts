"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { CLASSIFICATIONS } from "#lib/rules/schemas.ts";
import { setDeploymentRule } from "#lib/rules/set-deployment-rule.ts";

/** One rule for each classification; those that did not change leave no record. */
export async function setRulesAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    let changed = 0;
    for (const classification of CLASSIFICATIONS) {
      const models = form.getAll(classification);
      const rule = await setDeploymentRule(ctx, { classification, models });
      if (rule.changed) changed += 1;
    }
    revalidatePath("/admin/deployment-rules");
    if (changed === 0) return "Nothing changed.";
    return `${changed === 1 ? "One rule" : `${changed} rules`} changed. What runs against them is listed below.`;
  });
}
