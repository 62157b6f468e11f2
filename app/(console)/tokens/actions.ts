"use server";

import { revalidatePath } from "next/cache";
import { formAction, type FormState } from "#lib/actions/form-action.ts";
import { revokeSessions } from "#lib/people/revoke-sessions.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { revokeToken } from "#lib/tokens/revoke-token.ts";

/** The text of a new token travels in this answer and is kept nowhere. */
export type CreateTokenState = {
  form: FormState;
  created: { token: string; expiresAt: Date } | null;
};

export async function createTokenAction(
  _previous: CreateTokenState,
  form: FormData,
): Promise<CreateTokenState> {
  const made: { token: string; expiresAt: Date }[] = [];
  const state = await formAction(async (ctx) => {
    const { token, expiresAt } = await createToken(ctx, {
      name: form.get("name"),
      scopes: form.getAll("scopes"),
      expiresInDays: form.get("expiresInDays"),
    });
    made.push({ token, expiresAt });
    revalidatePath("/tokens");
    return "Token created.";
  });
  return { form: state, created: made[0] ?? null };
}

export async function revokeTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { name } = await revokeToken(ctx, { tokenId: form.get("tokenId") });
    revalidatePath("/tokens");
    revalidatePath("/admin/tokens");
    return `${name} was revoked.`;
  });
}

export async function endSessionsAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    await revokeSessions(ctx, { sessionId: form.get("sessionId") });
    revalidatePath("/tokens");
    return "The session has ended.";
  });
}
