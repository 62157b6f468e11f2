import { notFound } from "next/navigation";
import { cache } from "react";
import { sessionContext } from "#lib/auth/context.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { GetRequestInput } from "#lib/requests/schemas.ts";

/** The request of this address, asked for once per request by the page and its title. */
export const findRequest = cache(async (number: string) => {
  const ctx = await sessionContext();
  const input = GetRequestInput.safeParse({ id: number });
  return { ctx, request: input.success ? await getRequest(ctx, input.data) : null };
});

export async function loadRequest(number: string) {
  const { ctx, request } = await findRequest(number);
  if (!request) notFound();
  return { ctx, request };
}
