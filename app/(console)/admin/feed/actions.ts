"use server";

import { revalidatePath } from "next/cache";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { concealServers } from "#lib/audiences/conceal-servers.ts";
import { exposeServers } from "#lib/audiences/expose-servers.ts";
import { concealServer } from "#lib/catalog/conceal-server.ts";
import { exposeServer } from "#lib/catalog/expose-server.ts";
import { setInternalDomains } from "#lib/settings/set-internal-domains.ts";

const refresh = () => revalidatePath("/admin/feed");
const counted = (count: number) =>
  `${count.toLocaleString("en")} ${count === 1 ? "server" : "servers"}`;

export async function exposeAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await exposeServer(ctx, { name: form.get("name") });
    refresh();
    return "It is in the anonymous feed.";
  });
}

export async function concealAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await concealServer(ctx, { name: form.get("name") });
    refresh();
    return "It is no longer in the anonymous feed.";
  });
}

export async function exposeAllAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { changed } = await exposeServers(ctx, formFields(form));
    refresh();
    return `${counted(changed)} put into the anonymous feed.`;
  });
}

export async function concealAllAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { changed } = await concealServers(ctx, formFields(form));
    refresh();
    return `${counted(changed)} taken out of the anonymous feed.`;
  });
}

export async function setInternalDomainsAction(
  _previous: FormState,
  form: FormData,
): Promise<FormState> {
  return formAction(async (ctx) => {
    const { domains } = await setInternalDomains(ctx, { domains: form.get("domains") });
    refresh();
    return domains.length === 0 ? "Saved: no domain counts as internal." : "Saved.";
  });
}
