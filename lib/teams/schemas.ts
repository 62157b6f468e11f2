import { z } from "zod";
import { Email } from "#lib/people/schemas.ts";

/** Stands in addresses, so it is chosen once and stays. */
export const Slug = z
  .string()
  .trim()
  .toLowerCase()
  .min(2, "Use at least two characters.")
  .max(60)
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "Use small letters, digits and single dashes, such as data-platform.",
  );

const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;

export const TeamRef = z.object({ slug: Slug });

export const CreateTeamInput = z.object({
  slug: Slug,
  name: z.string().trim().min(2, "Give the team a name.").max(80),
  description: z.string().trim().max(500).default(""),
  channel: z.preprocess(blankIsAbsent, z.string().trim().max(120).optional()),
});

export const TeamMemberInput = z.object({ slug: Slug, email: Email });
