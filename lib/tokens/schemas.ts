import { z } from "zod";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { Email } from "#lib/people/schemas.ts";

const MAX_TOKEN_DAYS = 366;

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

export const TOKENS_PER_PAGE = 50;

export const ListTokensInput = z.object({
  of: z.enum(["me", "everyone"]).default("me"),
  email: Email.optional(),
  state: z.enum(["live", "all"]).catch("live").default("live"),
  search: z.string().trim().max(200).catch("").default(""),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
