import { z } from "zod";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { Email } from "#lib/people/schemas.ts";

export const MAX_TOKEN_DAYS = 366;

export const CreateTokenInput = z.object({
  /** Absent: for the actor. Only our own processes may create one for somebody else. */
  email: Email.optional(),
  name: z.string().trim().min(1, "Give the token a name.").max(80),
  scopes: z
    .preprocess(
      (value) => (typeof value === "string" ? [value] : value),
      z.array(z.enum(TOKEN_SCOPES, `Use one of the scopes ${TOKEN_SCOPES.join(", ")}.`)),
    )
    .pipe(z.array(z.enum(TOKEN_SCOPES)).min(1, "Choose at least one scope.")),
  expiresInDays: z.coerce
    .number("Write a number of days.")
    .int("Write whole days.")
    .min(1, "A token lives at least one day.")
    .max(MAX_TOKEN_DAYS, `A token lives at most ${MAX_TOKEN_DAYS} days.`),
});

export const TokenText = z.object({ text: z.string().max(200) });
export const TokenRef = z.object({ tokenId: z.uuid() });
