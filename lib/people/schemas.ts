import { z } from "zod";
import { ROLES } from "#lib/kernel/actor.ts";

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Write an e-mail address, such as person@company.example."));

export const PersonRef = z.object({ email: Email });

/** What an OpenID provider tells of a person. */
export const SyncPersonInput = z.object({
  /** Null: the provider sent none, which lets nobody in. */
  email: Email.nullable(),
  emailVerified: z.boolean(),
  name: z.string().trim().min(1).max(200),
  issuer: z.string().max(500),
  subject: z.string().min(1).max(500),
  /** Null: the provider says nothing about roles, so ours stay. */
  roles: z.array(z.enum(ROLES)).nullable(),
});

const RoleList = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z.array(z.enum(ROLES, `Use one of the roles ${ROLES.join(", ")}.`)),
);

export const SetRolesInput = z.object({
  email: Email,
  add: RoleList.default([]),
  remove: RoleList.default([]),
});

export const DisablePersonInput = z.object({
  email: Email,
  reason: z.string().trim().min(3, "Say why: the person and the log will show it.").max(500),
});

export const PEOPLE_PER_PAGE = 50;

export const ListPeopleInput = z.object({
  search: z.string().trim().max(200).catch("").default(""),
  role: z.enum(ROLES).optional().catch(undefined),
  state: z.enum(["all", "active", "disabled"]).catch("all").default("all"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});

/** Absent: the actor's own. */
export const ListSessionsInput = z.object({ email: Email.optional() });

export const RevokeSessionsInput = z.object({
  email: Email.optional(),
  /** Absent: all of the person's sessions. */
  sessionId: z.uuid().optional(),
});
