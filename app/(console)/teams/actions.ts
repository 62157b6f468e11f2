"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { addMember } from "#lib/teams/add-member.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { removeMember } from "#lib/teams/remove-member.ts";
import { removeTeam } from "#lib/teams/remove-team.ts";

const refresh = () => revalidatePath("/teams", "layout");

export async function createTeamAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { name } = await createTeam(ctx, formFields(form));
    refresh();
    return `${name} was created.`;
  });
}

export async function changeTeamAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await changeTeam(ctx, formFields(form));
    refresh();
    return "Saved.";
  });
}

export async function removeTeamAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await removeTeam(ctx, { slug: form.get("slug") });
    refresh();
    redirect("/teams");
  });
}

export async function addMemberAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { person, team } = await addMember(ctx, formFields(form));
    refresh();
    return `${person} is in ${team}.`;
  });
}

export async function removeMemberAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { person, team } = await removeMember(ctx, formFields(form));
    refresh();
    return `${person} is no longer in ${team}.`;
  });
}
