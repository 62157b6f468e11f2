import { z } from "zod";
import { ROLES } from "#lib/kernel/actor.ts";

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Write an e-mail address, such as person@company.example."));

export const PersonRef = z.object({ email: Email });

/** What an OpenID provider, or the command line, tells of a person. */
export const SyncPersonInput = z.object({
  email: Email,
  name: z.string().trim().min(1).max(200),
  issuer: z.string().max(500),
  subject: z.string().min(1).max(500),
  /** Null: the provider says nothing about roles, so ours stay. */
  roles: z.array(z.enum(ROLES)).nullable(),
});
