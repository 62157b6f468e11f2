"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { ROLES } from "#lib/kernel/actor.ts";
import { disablePerson } from "#lib/people/disable-person.ts";
import { enablePerson } from "#lib/people/enable-person.ts";
import { revokeSessions } from "#lib/people/revoke-sessions.ts";
import { setRoles } from "#lib/people/set-roles.ts";

const refresh = () => revalidatePath("/admin/people", "layout");

export async function setRolesAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const wanted = form.getAll("roles");
    const special = ROLES.filter((role) => role !== "engineer");
    const { changed } = await setRoles(ctx, {
      email: form.get("email"),
      add: special.filter((role) => wanted.includes(role)),
      remove: special.filter((role) => !wanted.includes(role)),
    });
    refresh();
    return changed ? "Roles saved. They count from the person's next click." : "Nothing changed.";
  });
}

export async function disablePersonAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await disablePerson(ctx, { email: form.get("email"), reason: form.get("reason") });
    refresh();
    return "The account is disabled.";
  });
}

export async function enablePersonAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await enablePerson(ctx, { email: form.get("email") });
    refresh();
    return "The account is enabled.";
  });
}

export async function revokeSessionsAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { ended } = await revokeSessions(ctx, {
      email: form.get("email"),
      sessionId: form.get("sessionId") ?? undefined,
    });
    refresh();
    return `${ended} ${ended === 1 ? "session" : "sessions"} ended.`;
  });
}
