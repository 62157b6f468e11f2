"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { decideTools } from "#lib/trust/tools/decide-tools.ts";

export async function decideToolsAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { everyTool, ...fields } = formFields(form);
    const chosen = form.getAll("tools").map(String);
    // All that is held takes what is only noted with it.
    const isAll = fields["decision"] === "accept" && String(chosen.length) === everyTool;
    const { tools, held } = await decideTools(ctx, {
      ...fields,
      tools: isAll ? undefined : chosen,
    });
    revalidatePath("/", "layout");
    const done = `Decided about ${tools.length === 1 ? "one tool" : `${tools.length} tools`}.`;
    return held.length === 0 ? done : `${done} Held now: ${held.length}.`;
  });
}
