"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { addServers } from "#lib/audiences/add-servers.ts";
import { changeAudience } from "#lib/audiences/change-audience.ts";
import { createAudience } from "#lib/audiences/create-audience.ts";
import { removeAudience } from "#lib/audiences/remove-audience.ts";
import { removeServer } from "#lib/audiences/remove-server.ts";

const refresh = () => revalidatePath("/admin/audiences", "layout");

export async function createAudienceAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { slug } = await createAudience(ctx, {
      ...formFields(form),
      teams: form.getAll("teams"),
    });
    refresh();
    redirect(`/admin/audiences/${slug}`);
  });
}

export async function changeAudienceAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await changeAudience(ctx, {
      ...formFields(form),
      anonymous: form.get("anonymous") === "true",
      teams: form.getAll("teams"),
    });
    refresh();
    return "Saved.";
  });
}

export async function removeAudienceAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeAudience(ctx, { slug: form.get("slug") });
    refresh();
    redirect("/admin/audiences");
  });
}

export async function addServersAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { added } = await addServers(ctx, formFields(form));
    refresh();
    if (added === 0) return "Nothing to add: those are in it already, or none fits.";
    return `${added.toLocaleString("en")} ${added === 1 ? "server" : "servers"} added.`;
  });
}

export async function removeServerAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { name } = await removeServer(ctx, formFields(form));
    refresh();
    return `${name} was taken out.`;
  });
}
