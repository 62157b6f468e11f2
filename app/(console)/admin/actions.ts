"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { env } from "#lib/config/env.ts";
import { removeDemo } from "#lib/demo/remove-demo.ts";

export async function removeDemoAction(_previous: FormState, _form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const removed = await removeDemo(ctx, { keepPeople: env.demoSignIn });
    revalidatePath("/", "layout");
    return `Removed ${removed.servers} servers, ${removed.audiences} audiences, ${removed.teams} teams and ${removed.people} accounts.`;
  });
}
