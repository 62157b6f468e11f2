import { z } from "zod";
import { Slug } from "#lib/teams/schemas.ts";

const lines = (value: unknown) =>
  typeof value === "string" ? value.split(/[\s,]+/).filter((part) => part !== "") : value;
const checkbox = z.preprocess(
  (value) => (typeof value === "string" ? value === "on" || value === "true" : value),
  z.boolean(),
);
const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;

export const AudienceRef = z.object({ slug: Slug });

export const CreateAudienceInput = z.object({
  slug: Slug,
  name: z.string().trim().min(2, "Give the audience a name.").max(80),
  description: z.string().trim().max(500).default(""),
  anonymous: checkbox.default(false),
  /** Short names of the teams whose members may read it. */
  teams: z.preprocess(lines, z.array(Slug).max(100)).default([]),
});

const optionalWord = z.preprocess(blankIsAbsent, z.string().trim().max(100).optional());

/** Servers by name, or by anything they have in common; several criteria must all hold. */
export const AddServersInput = z
  .object({
    slug: Slug,
    names: z
      .preprocess(lines, z.array(z.string().max(200)).max(2_000, "At most 2,000 names at once."))
      .default([]),
    tag: optionalWord,
    category: optionalWord,
    team: z.preprocess(blankIsAbsent, Slug.optional()),
  })
  .refine(
    ({ names, tag, category, team }) =>
      names.length > 0 || [tag, category, team].some((word) => word !== undefined),
    { path: ["names"], message: "Name servers, or choose a tag, a category or a team." },
  );

export const RemoveServerInput = z.object({ slug: Slug, name: z.string().min(3).max(200) });

/** Which servers a bulk change of the anonymous feed is about; empty means all that may. */
const FeedFilter = z.object({
  search: z.string().trim().max(200).default(""),
  tag: optionalWord,
  category: optionalWord,
  team: z.preprocess(blankIsAbsent, Slug.optional()),
});
export const FEED_PER_PAGE = 50;

export const ListFeedInput = FeedFilter.extend({
  show: z.enum(["exposed", "concealed"]).catch("exposed").default("exposed"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
export const ChangeFeedInput = FeedFilter.extend({
  /** What the person saw and confirmed; another number now means that they must look again. */
  expected: z.coerce.number().int().min(1, "No server fits this filter."),
});
